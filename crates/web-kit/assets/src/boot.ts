// Runs before the page is drawn, so that what only scripts can do shows at once.
document.documentElement.classList.add("js");
export {};
