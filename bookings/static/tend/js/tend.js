// What pages share: theme switch, dialogs, sending a form once, warnings before leaving unsaved input.
(() => {
  const root = document.documentElement;

  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const showTheme = () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(isDark()));
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-switch]");
    if (!button) return;
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // The choice lasts for this page only.
    }
    showTheme();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog instanceof HTMLDialogElement) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog")?.close();
  });

  // A second tap on a slow line must not knock twice. The server knows the key anyway; this spares the wait.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    }
  });

  // Filters send themselves; without JavaScript they have a button.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-sends-itself]");
    if (form) form.requestSubmit();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // Of more tabs than fit on a phone, the one that is open is seen.
  const showTab = (tab) => {
    const [own, all] = [tab.getBoundingClientRect(), tab.parentElement.getBoundingClientRect()];
    tab.parentElement.scrollLeft += own.left - all.left - (all.width - own.width) / 2;
  };

  document.addEventListener("DOMContentLoaded", () => {
    showTheme();
    document.querySelectorAll(":is(.tabs, .whose) > [aria-current]").forEach(showTab);
    document.querySelector("[data-focus-me]")?.focus();
  });
})();
