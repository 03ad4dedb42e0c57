// The staff's pages: menus that close, links that copy, a day that keeps itself fresh. All of it is comfort.
(() => {
  // One menu open at a time; a click elsewhere or Escape closes it.
  const close = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
  };
  document.addEventListener("click", (event) => close(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.menu[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copies);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.querySelector("[data-label]").textContent = button.dataset.done;
    } catch {
      // Not allowed to copy: the text is selected, the keyboard can.
    }
  });
  for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;

  // The day is fetched again every minute, but never under somebody's hands.
  const day = () => document.getElementById("day");
  const isInUse = () =>
    document.hidden || document.querySelector("details.menu[open]") || day().contains(document.activeElement);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "day" && isInUse()) event.preventDefault();
  });
})();
