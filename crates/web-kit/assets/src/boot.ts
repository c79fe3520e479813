// Runs before the page is drawn, so that what only scripts can do shows at once.
document.documentElement.classList.add("js");
// A browser that goes back may show a page as it was left: what was chosen there is nobody else's business.
addEventListener("pageshow", () => document.querySelectorAll<HTMLFormElement>("form[data-forget]").forEach((form) => form.reset()));
export {};
