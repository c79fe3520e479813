// Asks in a dialog before a form marked data-confirm is posted. Without scripts the server asks.

import { on } from "./dom";

on<"submit", HTMLFormElement>("submit", "form[data-confirm]", (form, event) => {
  const dialog = document.getElementById("confirm");
  if (form.elements.namedItem("confirmed") || !(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  const fill = (selector: string, text: string | undefined): void => {
    const place = dialog.querySelector(selector);
    if (place) place.textContent = text ?? "";
  };
  fill("h2", form.dataset["confirm"]);
  fill("[data-detail]", form.dataset["detail"]);
  fill('button[value="yes"]', form.dataset["label"]);
  const submitter = event.submitter;
  dialog.returnValue = "no";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "yes") return;
      const answer = document.createElement("input");
      answer.type = "hidden";
      answer.name = "confirmed";
      answer.value = "yes";
      form.append(answer);
      form.requestSubmit(submitter);
    },
    { once: true },
  );
  dialog.showModal();
}, true);
