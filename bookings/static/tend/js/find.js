// The search box over every page: Ctrl-K (or Cmd-K) opens it, arrows move through what is found, Enter follows it.
(() => {
  const dialog = document.getElementById("find");
  const text = document.getElementById("find-text");
  const results = document.getElementById("find-results");
  if (!(dialog instanceof HTMLDialogElement) || !text || !results) return;
  const blank = results.innerHTML;
  const hits = () => [...results.querySelectorAll("a.find-hit")];

  const open = () => {
    if (dialog.open || document.querySelector("dialog[open]")) return;
    dialog.showModal();
    text.focus();
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-finds]")) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      open();
    }
  });
  // Nothing of what was looked for stays behind, not even in the page.
  dialog.addEventListener("close", () => {
    text.value = "";
    results.innerHTML = blank;
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      // A search field would keep the first one for itself, to be emptied.
      event.preventDefault();
      dialog.close();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = hits();
    if (!links.length) return;
    event.preventDefault();
    const at = links.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    if (next < 0) text.focus();
    else links[Math.min(next, links.length - 1)].focus();
  });
  // Enter follows the first thing found for what stands in the box now; before that has come, it waits for it.
  let asked = "";
  const shown = () => results.querySelector("[data-found-for]")?.dataset.foundFor;
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== results) return;
    if (asked && asked === shown()) hits()[0]?.click();
    asked = "";
  });
  text.form.addEventListener("submit", (event) => {
    if (!window.htmx) return;
    event.preventDefault();
    if (!text.value) return;
    if (text.value === shown()) hits()[0]?.click();
    else asked = text.value;
  });
})();
