// Comfort for those who run scripts: a filter and buttons that copy. The page is whole without it.

const search = document.querySelector("search");
const status = search.querySelector('[role="status"]');
const operations = [...document.querySelectorAll("article.operation")];
const places = new Map(operations.map((operation) => [operation, linkTo(operation)]));

search.hidden = false;
search.querySelector("input").addEventListener("input", ({ target }) => filter(target.value));
for (const example of document.querySelectorAll("pre")) addCopyButton(example);

function linkTo(operation) {
  return document.querySelector(`nav a[href="#${operation.id}"]`).closest("li");
}

/** Shows the operations that contain every word. */
function filter(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const [operation, place] of places) {
    const content = operation.textContent.toLowerCase();
    const matches = words.every((word) => content.includes(word));
    operation.hidden = !matches;
    place.hidden = !matches;
    shown += matches ? 1 : 0;
  }
  for (const section of document.querySelectorAll("section[id^='tag-']")) {
    section.hidden = section.querySelector("article:not([hidden])") === null;
    document.querySelector(`nav h2:has(> a[href="#${section.id}"])`).hidden = section.hidden;
  }
  status.textContent = words.length === 0 ? "" : `${shown} of ${operations.length} operations`;
}

function addCopyButton(example) {
  // Only where a page may write to the clipboard: over HTTPS and on this machine.
  if (navigator.clipboard === undefined) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", () => copy(button, example.textContent));
  const frame = document.createElement("div");
  frame.className = "example";
  example.replaceWith(frame);
  frame.append(example, button);
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not allowed";
  }
  setTimeout(() => {
    button.textContent = "Copy";
  }, 2_000);
}
