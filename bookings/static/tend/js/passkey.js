// Passkeys. A form with data-passkey ("get" or "create") asks the device and sends its answer as `credential`; the
// question stands in the page (data-question, an id) or at an address (data-question-url). lock.js takes the answer itself.
(() => {
  const canAsk = () => Boolean(window.PublicKeyCredential && window.webauthnJSON);

  const questionOf = async (form) => {
    if (form.dataset.question) return JSON.parse(document.getElementById(form.dataset.question).textContent);
    const answer = await fetch(form.dataset.questionUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  const ask = async (form) => {
    const question = await questionOf(form);
    if (form.dataset.passkey === "get") return window.webauthnJSON.get(question.request_options);
    const options = question.creation_options;
    Object.assign(options.publicKey.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
    return window.webauthnJSON.create(options);
  };

  const say = (form, name) => {
    const said = form.querySelector("[data-passkey-said]");
    said.textContent = form.dataset[name];
    said.hidden = false;
  };

  const reasonOf = (error) => (error?.name === "SecurityError" ? "needsName" : "failed");

  document.addEventListener("DOMContentLoaded", () => {
    for (const form of document.querySelectorAll("form[data-passkey]")) {
      if (!canAsk()) continue;
      form.hidden = false;
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        try {
          form.elements.namedItem("credential").value = JSON.stringify(await ask(form));
        } catch (error) {
          return say(form, reasonOf(error));
        }
        const answered = new CustomEvent("passkey", { bubbles: true, cancelable: true });
        if (form.dispatchEvent(answered)) form.submit();
      });
    }
  });
})();
