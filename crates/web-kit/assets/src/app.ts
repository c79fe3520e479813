// What the browser adds to pages that already work without it. Each module listens on the document,
// so parts of a page that are replaced need no new wiring; the few that must see new elements are
// called through `arrange`.

import "htmx.org";
import { arrangeCharts } from "./charts";
import "./confirm";
import "./copy";
import "./drop";
import "./filter";
import { arrangeGrids } from "./grid";
import "./guard";
import "./net";
import { arrangeScrolls, showCurrentTabs } from "./scroll";
import { arrangeTies } from "./ties";
import "./tip";
import "./tree";
import "./upload";

function arrange(): void {
  arrangeCharts();
  arrangeGrids();
  arrangeScrolls();
  arrangeTies();
}

document.addEventListener("htmx:after:swap", arrange);
arrange();
showCurrentTabs();

// A refused form begins with the list of what is wrong.
document.querySelector<HTMLElement>(".problems")?.focus();
