// Putting a visit somewhere else: asking first, sending it, saying why not and what is free instead.
(() => {
  const calendar = globalThis.TendCalendar;
  const { setup, words, fill, wall, parse, clock, dayName, nameOf, titleOf, element } = calendar;
  const sheet = (id) => document.getElementById(id);
  const url = (name, id) => setup.urls[name].replace("/_/", `/${id}/`);
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

  // A dialog that answers yes or no; Escape is no.
  const asked = (dialog) =>
    new Promise((answer) => {
      dialog.returnValue = "";
      dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
      dialog.showModal();
    });

  const line = (start, minutes, column) =>
    [dayName(start), `${clock(start)} – ${clock(calendar.plus(start, minutes))}`, column].filter(Boolean).join(", ");
  const lengthOf = (visit) => (parse(visit.end) - parse(visit.start)) / 60000;
  const optionOf = (visit, id) => (setup.lengths[visit.service] ?? []).find((option) => option.id === (id || visit.option));

  const confirmed = (visit, wanted) => {
    const dialog = sheet("calendar-ask");
    const option = optionOf(visit, wanted.option);
    const minutes = option?.minutes ?? lengthOf(visit);
    const isLength = Boolean(wanted.option) && wanted.option !== visit.option;
    const before = optionOf(visit);
    const price = (one) => (isLength && one ? ` · ${one.price}` : "");
    const put = (name, text) => (dialog.querySelector(`[data-${name}]`).textContent = text);
    put("title", fill(isLength ? words.lengthen : words.move, { patient: titleOf(visit) }));
    put("before", line(parse(visit.start), lengthOf(visit), nameOf(calendar.columnOf(visit)) || visit.with) + price(before));
    put("after", line(parse(wanted.start), minutes, nameOf(calendar.isRooms ? wanted.room : wanted.therapist)) + price(option));
    return asked(dialog);
  };

  const send = async (visit, fields) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value) body.set(name, value);
    const answer = await fetch(url("place", visit.id), {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token(), "If-Match": `"${visit.revision}"` },
      body,
    });
    if (answer.redirected || !(answer.headers.get("Content-Type") ?? "").includes("json")) {
      return { ok: false, said: { message: answer.redirected ? words.signedOut : words.failed } };
    }
    return { ok: answer.ok, said: await answer.json() };
  };

  const toast = (said) => {
    const note = sheet("calendar-done").content.firstElementChild.cloneNode(true);
    note.querySelector("[data-said]").textContent = said.can_undo ? `${said.said} ${said.until}` : said.said;
    const form = note.querySelector("form");
    if (said.can_undo) {
      form.action = url("undo", said.id);
      form.elements.next.value = setup.urls.here;
      form.elements.csrfmiddlewaretoken.value = token();
    } else form.remove();
    const place = sheet("calendar-news");
    place.replaceChildren(note);
  };

  const refuse = (visit, fields, said) => {
    const dialog = sheet("calendar-refused");
    dialog.querySelector("[data-why]").textContent = said.message;
    const list = dialog.querySelector("[data-alternatives]");
    list.replaceChildren(
      ...(said.alternatives ?? []).map((other) => {
        const button = element("button", "button time-choice", other.label);
        button.type = "button";
        button.append(element("small", "soft", other.with));
        button.addEventListener("click", () => {
          dialog.close();
          attempt(visit, { zone: fields.zone, option: fields.option, starts_at: other.starts_at, therapist: other.therapist, location: other.location });
        });
        return button;
      }),
    );
    dialog.querySelector("[data-nearest]").hidden = !list.childElementCount;
    const override = dialog.querySelector("[data-override]");
    override.hidden = !said.can_override;
    override.open = false;
    const form = override.querySelector("form");
    form.reset();
    form.onsubmit = (event) => {
      event.preventDefault();
      dialog.close();
      attempt(visit, { ...fields, override_reason: form.elements.reason.value });
    };
    const more = dialog.querySelector("[data-more]");
    more.href = url("move", visit.id);
    dialog.showModal();
  };

  const attempt = async (visit, fields) => {
    let answer;
    try {
      answer = await send(visit, fields);
    } catch {
      answer = { ok: false, said: { message: words.failed } };
    }
    if (answer.ok) {
      calendar.mine = { id: visit.id, revision: answer.said.revision };
      toast(answer.said);
    } else {
      calendar.redraw();
      refuse(visit, fields, answer.said);
    }
    await calendar.refresh();
    calendar.focusOn(visit.id);
  };

  // One drop, by pointer or keyboard: asked, sent once, and back where it was unless it was done.
  calendar.place = async (visit, wanted) => {
    const isMine = !setup.own || wanted.therapist === setup.own;
    calendar.isHeld = true;
    try {
      if (!isMine) {
        calendar.redraw();
        refuse(visit, {}, { message: words.notThere });
      } else if (await confirmed(visit, wanted)) {
        await attempt(visit, {
          zone: setup.zone, starts_at: wanted.start, therapist: wanted.therapist, option: wanted.option,
          room: wanted.room, location: wanted.room ? "" : setup.location,
        });
      } else {
        calendar.redraw();
        calendar.say(words.givenUp);
        calendar.focusOn(visit.id);
      }
    } finally {
      calendar.isHeld = false;
    }
  };

  calendar.wantedAt = (visit, start, column) => ({
    start: wall(start),
    therapist: calendar.isRooms || calendar.isWeek ? visit.therapist : column,
    room: calendar.isRooms ? column : "",
  });

  // Lengths are those on offer: the one nearest to where the edge was let go.
  calendar.nearestLength = (visit, minutes) => {
    const others = setup.lengths[visit.service] ?? [];
    return others.reduce((best, one) => (!best || Math.abs(one.minutes - minutes) < Math.abs(best.minutes - minutes) ? one : best), null);
  };
  calendar.lengthen = (visit, minutes) => {
    const option = calendar.nearestLength(visit, minutes);
    if (!option || option.id === visit.option) {
      calendar.redraw();
      const one = (setup.lengths[visit.service] ?? []).length < 2;
      calendar.say(fill(one ? words.oneLength : words.noSuchLength, { service: visit.treatment }), true);
      return Promise.resolve();
    }
    return calendar.place(visit, {
      start: visit.start, therapist: visit.therapist, room: calendar.isRooms ? visit.room : "", option: option.id,
    });
  };
})();
