// As one types, what it may be: a list under the field, for fingers, keys and screen readers.
// Without this the form is sent as it is, and the page answers the same.
const WAIT = 120;
const SHORTEST = 2;

function suggest(input, number) {
  const id = `suggest-${number}`;
  const box = Object.assign(document.createElement("div"), { className: "suggest", hidden: true });
  const said = Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" });
  let options = [], at = -1, asked, timer;
  (input.closest("search form") ?? input).after(box, said);
  const marks = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
  for (const [name, value] of Object.entries(marks)) input.setAttribute(name, value);

  function move(to) {
    options[at]?.setAttribute("aria-selected", "false");
    at = to;
    options[at]?.setAttribute("aria-selected", "true");
    options[at]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[at]?.id ?? "");
  }
  function show(open) {
    if (!open) move(-1);
    box.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
  }
  function choose({ dataset }) {
    show(false);
    if (dataset.url) location.assign(dataset.url);
    else input.value = dataset.value;
  }
  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const url = new URL(input.dataset.suggest, location.href);
    url.searchParams.set("q", input.value.trim());
    if (url.searchParams.get("q").length < SHORTEST) return show(false);
    const answer = await fetch(url, { signal: asked.signal });
    if (show(false), !answer.ok) return;
    box.innerHTML = await answer.text();
    box.firstElementChild.id = id;
    options = [...box.querySelectorAll("[role=option]")];
    options.forEach((option, place) => { option.id = `${id}-${place}`; });
    said.textContent = box.firstElementChild.dataset.said;
    show(options.length > 0 && document.activeElement === input);
  }
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => ask().catch(() => {}), WAIT); });
  input.addEventListener("blur", () => show(false));
  box.addEventListener("pointerdown", (event) => event.preventDefault());
  box.addEventListener("click", ({ target }) => target.closest("[role=option]") && choose(target.closest("[role=option]")));
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) { show(true); move(at + step < 0 ? options.length - 1 : (at + step) % options.length); }
    else if (event.key === "Enter" && at >= 0) choose(options[at]);
    else if (event.key === "Escape" && !box.hidden) show(false);
    else return;
    event.preventDefault();
  });
}
document.querySelectorAll("input[data-suggest]").forEach(suggest);
