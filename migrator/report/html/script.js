// Filters: what does not fit is hidden, on the map and below it. Without this script everything is shown.
"use strict";
(() => {
    const form = document.getElementById("filters");
    if (form === null) return;
    const all = (selector) => [...document.querySelectorAll(selector)];
    const articles = all("article.use");
    const items = [...articles, ...all("#map a.cell")];
    const groups = [...all("section.file"), ...all("#map .row")].filter((group) => group.querySelector("[data-outcome]"));
    const shown = document.getElementById("shown");
    const none = document.getElementById("none");

    const filter = () => {
        const outcomes = new Set(all("#filters input:checked").map((box) => box.value));
        const { value: rule } = form.elements.rule;
        const { value: file } = form.elements.file;
        const fits = ({ dataset }) =>
            outcomes.has(dataset.outcome) &&
            (rule === "" || rule === `=${dataset.rule}`) &&
            (file === "" || file === `=${dataset.file}`);
        for (const item of items) item.hidden = !fits(item);
        for (const group of groups) group.hidden = group.querySelector("[data-outcome]:not([hidden])") === null;
        const count = articles.filter((article) => !article.hidden).length;
        const number = (value) => value.toLocaleString("en");
        shown.textContent = `${number(count)} of ${number(articles.length)} ${articles.length === 1 ? "use" : "uses"}`;
        none.hidden = count > 0;
    };

    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
    filter();
})();
