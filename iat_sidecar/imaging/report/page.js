// Filters over the contact sheet, and everything unfolded for the printer. The page works without.
"use strict";

const panels = [...document.querySelectorAll(".panel")];
const bar = document.querySelector(".filters");
const buttons = [...bar.querySelectorAll("button")];
const search = bar.querySelector("input");
let wanted = "";

const tags = (panel) => panel.dataset.tags.split(" ");
const matches = (panel, words) =>
  (wanted === "" || tags(panel).includes(wanted)) &&
  words.every((word) => panel.textContent.toLowerCase().includes(word));

function narrow() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const panel of panels) panel.hidden = !matches(panel, words);
  for (const page of document.querySelectorAll(".page"))
    page.hidden = !page.querySelector(".panel:not([hidden])");
  const shown = panels.filter((panel) => !panel.hidden).length;
  bar.querySelector("output").textContent =
    shown === panels.length ? "" : `${shown} of ${panels.length} panels`;
}

for (const button of buttons)
  button.addEventListener("click", () => {
    wanted = button.dataset.filter;
    for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
    narrow();
  });
for (const button of buttons) {
  const word = button.dataset.filter;
  button.hidden = word !== "" && !panels.some((panel) => tags(panel).includes(word));
}
search.addEventListener("input", narrow);
bar.hidden = false;

// a link to a panel that is filtered away shows all panels again
addEventListener("hashchange", () => {
  if (document.querySelector(location.hash || "main")?.hidden) {
    search.value = "";
    buttons[0].click();
    document.querySelector(location.hash).scrollIntoView();
  }
});

let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const each of folded) each.open = true;
});
addEventListener("afterprint", () => {
  for (const each of folded) each.open = false;
});
