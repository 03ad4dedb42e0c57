// The running reservation, and what was typed kept in this tab when somebody goes back.
(() => {
  const SOON = 120;

  const runCountdown = (box) => {
    const end = Number(box.dataset.countdown);
    // The server's clock counts: a phone's own may be minutes off.
    const ahead = Number(box.dataset.now) - Date.now() / 1000;
    const left = box.querySelector("[data-left]");
    const meter = box.querySelector("progress");
    const heard = box.querySelector("[data-heard]");
    let hasWarned = false;
    const tick = () => {
      const seconds = Math.max(0, Math.round(end - (Date.now() / 1000 + ahead)));
      left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      meter.value = seconds / 60;
      box.classList.toggle("is-soon", seconds <= SOON);
      if (seconds <= SOON && seconds > 0 && !hasWarned) {
        hasWarned = true;
        heard.textContent = heard.dataset.wordsSoon;
      }
      if (seconds === 0) {
        clearInterval(timer);
        heard.textContent = heard.dataset.wordsOver;
        box.querySelector("[data-over]").hidden = false;
      }
    };
    const timer = setInterval(tick, 1000);
    tick();
  };

  const nameOf = (clinic) => `typed:${clinic}`;
  const keepInput = (form) => {
    const name = nameOf(form.dataset.keeps);
    const fields = [...form.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), textarea")];
    try {
      const kept = JSON.parse(sessionStorage.getItem(name) || "{}");
      for (const field of fields) if (!field.value && kept[field.name]) field.value = kept[field.name];
      form.addEventListener("input", () => {
        sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value]))));
      });
    } catch {
      // Without storage the page works as ever.
    }
  };

  // Only a page for times without a connection; browsers that refuse lose nothing else.
  navigator.serviceWorker?.register("/sw.js").catch(() => {});

  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-countdown]")) runCountdown(box);
    for (const form of document.querySelectorAll("form[data-keeps]")) keepInput(form);
    const done = document.querySelector("[data-forgets]");
    try {
      if (done) sessionStorage.removeItem(nameOf(done.dataset.forgets));
    } catch {
      // Nothing was kept then.
    }
  });
})();
