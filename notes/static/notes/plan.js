// The plan builder: what a dose adds up to, while it is typed. The words come from the server.
(() => {
  let timer = 0;
  const ask = (line) => {
    const query = new URLSearchParams();
    for (const name of ["freq_per_week", "minutes", "weeks"]) {
      query.set(name, document.getElementsByName(`${line.dataset.dose}-${name}`)[0]?.value ?? "");
    }
    window.htmx.ajax("GET", `${line.dataset.doseUrl}?${query}`, { target: line, swap: "innerHTML" });
  };
  document.addEventListener("input", (event) => {
    const line = event.target.closest(".row-set")?.querySelector("[data-dose]");
    if (!line || !event.target.closest(".dose-fields")) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(line), 300);
  });
})();
