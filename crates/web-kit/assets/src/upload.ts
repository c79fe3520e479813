// Shows how far a large file has come. The request is the form's own; only its answer is handled here:
// a place to go, or the page again with what was refused.

import { on, say } from "./dom";

on<"submit", HTMLFormElement>("submit", "form[data-upload]", (form, event) => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  const meter = document.createElement("div");
  meter.className = "uploading";
  const bar = document.createElement("progress");
  const note = document.createElement("span");
  note.setAttribute("role", "status");
  note.textContent = form.querySelector<HTMLElement>("[data-uploading]")?.dataset["uploading"] ?? "";
  meter.append(bar, note);
  const buttons = form.querySelectorAll("button");
  buttons.forEach((button) => (button.disabled = true));
  form.append(meter);

  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("HX-Request-Type", "full");
  request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
    if (!lengthComputable) return;
    bar.max = total;
    // All sent is not all done: the bar then runs without an end until the server answers.
    if (loaded < total) bar.value = loaded;
    else bar.removeAttribute("value");
  });
  const release = (): void => {
    meter.remove();
    buttons.forEach((button) => (button.disabled = false));
  };
  request.addEventListener("error", () => {
    release();
    say("bad", document.body.dataset["failed"] ?? "");
  });
  request.addEventListener("load", () => {
    const next = request.getResponseHeader("HX-Redirect");
    if (next) {
      location.assign(next);
      return;
    }
    release();
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = answer.querySelector("main");
    if (main) {
      document.querySelector("main")?.replaceWith(document.adoptNode(main));
      document.querySelector<HTMLElement>(".problems")?.focus();
      window.scrollTo(0, 0);
    } else {
      say("bad", answer.body.textContent?.trim() || (document.body.dataset["failed"] ?? ""));
    }
  });
  request.send(new FormData(form, event.submitter));
});
