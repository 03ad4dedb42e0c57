// "None of these" and the lines above it take each other back, and so do "yes" and "not sure" of one line.
(() => {
  const watch = (list) => {
    const none = list.querySelector("input[name=check-none]");
    const lines = [...list.querySelectorAll("input[name=check], input[name=check-unsure]")];
    list.addEventListener("change", (event) => {
      const box = event.target;
      if (!(box instanceof HTMLInputElement) || !box.checked) return;
      if (box === none) {
        for (const line of lines) line.checked = false;
      } else if (lines.includes(box)) {
        none.checked = false;
        const twin = lines.find((line) => line !== box && line.value === box.value);
        if (twin) twin.checked = false;
      }
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const list of document.querySelectorAll("[data-check] .check-list")) watch(list);
  });
})();
