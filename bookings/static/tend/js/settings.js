// Settings: the preview wears the colour that is typed; the wizard guesses the time zone of the browser.
(() => {
  const wear = (root) => {
    for (const look of root.querySelectorAll(".portal-look")) {
      look.style.setProperty("--look-light", look.dataset.light);
      look.style.setProperty("--look-dark", look.dataset.dark);
    }
  };
  document.addEventListener("htmx:afterSwap", (event) => wear(event.detail.target));

  // A guess in place of the default, before anybody has chosen; country and zone go together.
  const zones = document.querySelector("[data-guess=zone]");
  const countries = document.querySelector("[data-guess=country]");
  if (!zones || !countries || document.querySelector(".has-error")) return;
  const country = () => zones.selectedOptions[0]?.parentElement.label;
  const choose = (select, matches) => {
    const found = [...select.options].find(matches);
    if (found) found.selected = true;
  };
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  choose(zones, (option) => option.value === here);
  choose(countries, (option) => option.text === country());
  const currencies = JSON.parse(document.getElementById("currencies").textContent);
  const pay = () => choose(document.querySelector("[name=currency]"), (option) => option.value === currencies[countries.value]);
  pay();
  countries.addEventListener("change", () => {
    const name = countries.selectedOptions[0].text;
    if (country() !== name) choose(zones, (option) => option.parentElement.label === name);
    pay();
  });
})();
