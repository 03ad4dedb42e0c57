// A signature drawn with a finger, a pen or the mouse. The typed name above is the way without one.
(() => {
  const WIDTH = 600;
  const HEIGHT = 200;

  const within = (value, most) => Math.round(Math.min(Math.max(value, 0), most));

  const watch = (box) => {
    const canvas = box.querySelector("canvas");
    const kept = box.querySelector("[name=strokes]");
    const pen = canvas.getContext("2d");
    let strokes = [];
    let drawing = false;
    box.hidden = false;

    const show = () => {
      pen.clearRect(0, 0, WIDTH, HEIGHT);
      pen.strokeStyle = getComputedStyle(canvas).color;
      pen.lineWidth = 3;
      pen.lineCap = pen.lineJoin = "round";
      for (const points of strokes) {
        pen.beginPath();
        for (const [x, y] of points) pen.lineTo(x, y);
        pen.stroke();
      }
      kept.value = strokes.map((points) => points.map((point) => point.join(",")).join(" ")).join(";");
    };
    const pointOf = (event) => {
      const area = canvas.getBoundingClientRect();
      return [
        within(((event.clientX - area.left) / area.width) * WIDTH, WIDTH),
        within(((event.clientY - area.top) / area.height) * HEIGHT, HEIGHT),
      ];
    };
    canvas.addEventListener("pointerdown", (event) => {
      drawing = true;
      canvas.setPointerCapture(event.pointerId);
      strokes.push([pointOf(event)]);
    });
    canvas.addEventListener("pointermove", (event) => {
      // What is longer than the server takes is not drawn on.
      if (!drawing || kept.value.length > 39000) return;
      strokes[strokes.length - 1].push(pointOf(event));
      show();
    });
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (drawing = false));
    box.querySelector("[data-clears]").addEventListener("click", () => {
      strokes = [];
      show();
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-signs]")) watch(box);
  });
})();
