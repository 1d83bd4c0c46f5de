/* What the page was given: its settings, and its texts in the reader's language. */
export const config = JSON.parse(document.getElementById("editor-config").textContent);

export function t(name, values = {}) {
  const text = config.texts[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
}
