// Put beside an iframe of the booking page: gives it the height that it asks for.
(() => {
  const LEAST = 200;
  const MOST = 6000;
  const frames = () => [...document.querySelectorAll("iframe[src]")];
  addEventListener("message", (event) => {
    const told = event.data;
    if (!told || told.tend !== "height" || typeof told.height !== "number") return;
    for (const frame of frames()) {
      if (frame.contentWindow !== event.source || new URL(frame.src).origin !== event.origin) continue;
      frame.height = Math.min(Math.max(Math.ceil(told.height), LEAST), MOST);
    }
  });
  // A frame that was there before this script has told its height to nobody.
  for (const frame of frames()) frame.contentWindow?.postMessage({ tend: "ask" }, "*");
})();
