// Findings in the note editor: the body chart and its list are one, chips add rows and sentences, rows warn at once.
// Everything here only fills controls of the form, so that saving and the copy on the device know nothing of it.
(() => {
  const form = document.querySelector("form[data-note]");
  if (!form) return;
  const changed = (control) => control.dispatchEvent(new Event("input", { bubbles: true }));
  const quote = (value) => CSS.escape(value);

  // The chart
  const chart = form.querySelector("[data-body-chart]");
  const box = (region) => chart.querySelector(`input[name=areas][value="${quote(region)}"]`);
  const feeling = (region) => chart.querySelector(`[name="area-${quote(region)}-quality"]`);
  const brush = () => chart.querySelector("[data-quality]:checked")?.value ?? "";
  const shapes = [...chart.querySelectorAll("[data-region]")];
  let lastRegion = "";

  const draw = () => {
    const said = [];
    for (const shape of shapes) {
      const { region } = shape.dataset;
      const isMarked = box(region).checked;
      shape.setAttribute("aria-checked", String(isMarked));
      shape.dataset.feels = isMarked ? feeling(region).value || "plain" : "";
      if (!isMarked) continue;
      const how = feeling(region).selectedOptions[0]?.textContent.trim();
      said.push(`${box(region).closest("label").textContent.trim()}${how && how !== "–" ? `: ${how}` : ""}`);
    }
    const words = chart.querySelector("[data-marked-words]");
    words.textContent = said.length ? said.join(" · ") : words.dataset.none;
  };
  const toggle = (shape) => {
    const { region } = shape.dataset;
    const one = box(region);
    const how = feeling(region);
    // A tap with another feeling changes the mark; the same again takes it away.
    if (one.checked && how.value === brush()) one.checked = false;
    else {
      one.checked = true;
      how.value = brush();
      lastRegion = region;
    }
    draw();
    changed(one);
  };
  const focusOn = (shape) => {
    for (const other of shape.ownerSVGElement.querySelectorAll("[data-region]")) other.setAttribute("tabindex", other === shape ? "0" : "-1");
    shape.focus();
  };
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const neighbour = (shape, [dx, dy]) => {
    let best = null;
    let least = Infinity;
    for (const other of shape.ownerSVGElement.querySelectorAll("[data-region]")) {
      const x = other.dataset.x - shape.dataset.x;
      const y = other.dataset.y - shape.dataset.y;
      const along = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (other === shape || along <= 0 || aside > along * 2) continue;
      if (along + aside < least) [best, least] = [other, along + aside];
    }
    return best;
  };
  for (const shape of shapes) {
    shape.addEventListener("click", () => {
      focusOn(shape);
      toggle(shape);
    });
    shape.addEventListener("keydown", (event) => {
      if (event.key === " " || event.key === "Enter") toggle(shape);
      else if (ARROWS[event.key]) {
        const other = neighbour(shape, ARROWS[event.key]);
        if (other) focusOn(other);
      } else return;
      event.preventDefault();
    });
  }
  chart.querySelector("[data-brush]").hidden = false;
  chart.querySelector("[data-figures]").hidden = false;
  chart.querySelector("[data-area-list]").open = false;
  chart.addEventListener("change", draw);

  // Techniques
  const panel = form.querySelector("[data-techniques]");
  const part = (row, name) => row.querySelector(`[data-part="${name}"]`);
  const rowsOf = (name) => [...form.querySelectorAll(`[data-row="${name}"]`)];
  const isBlank = (row) => ![...row.querySelectorAll("input, select")].some((one) => (one.type === "checkbox" ? one.checked : one.value));
  const excluded = new Set(panel.dataset.excluded.split(" ").filter(Boolean));
  const sensitive = new Set(panel.querySelector("[data-sensitive]").dataset.sensitive.split(" "));
  const caps = new Map(panel.dataset.regionCaps.split(" ").filter(Boolean).map((one) => [one.split(":")[0], Number(one.split(":")[1])]));
  const heat = new Set(panel.dataset.heat.split(" "));

  const against = (row) => {
    const technique = part(row, "technique").value;
    if (!technique) return "";
    if (excluded.has(part(row, "region").value)) return panel.dataset.wordsExcluded;
    if (heat.has(technique)) return panel.dataset.heatOff ? panel.dataset.wordsHeat : "";
    const cap = Math.min(Number(panel.dataset.cap), caps.get(part(row, "region").value) ?? 5);
    return Number(part(row, "pressure").value) > cap ? panel.dataset.wordsCap : "";
  };
  const warn = (row, words) => {
    const why = part(row, "override_reason");
    row.querySelector("[data-row-words]").textContent = words;
    row.querySelector("[data-row-warning]").hidden = !words;
    row.classList.toggle("needs-reason", Boolean(words || why.value));
  };
  const minutesOf = (rows) => rows.reduce((sum, row) => sum + (Number(part(row, "minutes").value) || 0), 0);
  const look = () => {
    for (const name of ["techniques", "palpation", "movements", "special_tests"]) {
      // One empty row is offered after the filled ones; the others wait.
      const rows = rowsOf(name);
      const filled = rows.map((row) => !isBlank(row));
      rows.forEach((row, number) => {
        row.hidden = !filled[number] && number > filled.lastIndexOf(true) + 1;
      });
    }
    const rows = rowsOf("techniques");
    for (const row of rows) warn(row, against(row));
    // Separate consent is asked once a row is about such an area.
    const agreed = panel.querySelector("[data-sensitive]");
    const isSensitive = rows.some((row) => sensitive.has(part(row, "region").value));
    agreed.hidden = !isSensitive && !agreed.querySelector("input:checked, .field-error");
    const words = panel.querySelector("[data-minutes]");
    words.textContent = words.dataset.template.replace("%s", minutesOf(rows));
    const reason = form.elements.namedItem("minutes_reason");
    const isOff = minutesOf(rows) && Math.abs(minutesOf(rows) - Number(panel.dataset.booked)) > 10;
    reason.closest(".field").hidden = !isOff && !reason.value;
  };
  panel.querySelector("[data-technique-chips]").hidden = false;
  for (const chip of panel.querySelectorAll("[data-technique]")) {
    chip.addEventListener("click", () => {
      const rows = rowsOf("techniques");
      const row = rows.find(isBlank);
      if (!row) return;
      const before = rows[rows.indexOf(row) - 1];
      part(row, "technique").value = chip.dataset.technique;
      part(row, "region").value = lastRegion || (before && part(before, "region").value) || chart.querySelector("input[name=areas]:checked")?.value || "";
      part(row, "pressure").value = panel.dataset.usual;
      const left = Number(panel.dataset.booked) - minutesOf(rows);
      part(row, "minutes").value = left > 0 ? Math.min(left, 15) : "";
      changed(part(row, "technique"));
    });
  }
  form.addEventListener("input", look);
  form.addEventListener("change", look);
  form.addEventListener("filled", () => {
    draw();
    look();
  });
  form.addEventListener("heldback", (event) => {
    const filled = rowsOf("techniques").filter((row) => part(row, "technique").value);
    for (const [number, words] of Object.entries(event.detail)) if (filled[number]) warn(filled[number], words);
  });

  // Sentences
  for (const group of form.querySelectorAll("[data-phrases]")) {
    group.hidden = false;
    const text = form.elements.namedItem(group.dataset.phrases);
    for (const chip of group.querySelectorAll("[data-phrase]")) {
      chip.addEventListener("click", () => {
        const said = chip.textContent.trim();
        if (text.value.includes(said)) return;
        text.value = text.value.trim() ? `${text.value.trimEnd()} ${said}` : said;
        changed(text);
      });
    }
  }
  draw();
  look();
})();
