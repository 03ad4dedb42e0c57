// Keeps what is typed into the form before a first visit: on the server, encrypted, for this browser or account alone.
(() => {
  const form = document.querySelector("form[data-intake]");
  if (!form) return;
  const kept = form.querySelector("[data-kept]");
  const WAIT = 3000;
  let timer = 0;
  let isSent = false;

  const keep = async () => {
    if (isSent) return;
    const data = new FormData(form);
    data.set("keep", "1");
    try {
      const answer = await fetch(location.href, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (answer.ok) kept.textContent = kept.dataset.words;
    } catch {
      kept.textContent = "";
    }
  };

  form.addEventListener("input", () => {
    kept.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  form.addEventListener("submit", () => {
    isSent = true;
    clearTimeout(timer);
  });
})();
