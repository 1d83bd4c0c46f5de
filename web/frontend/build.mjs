/* Builds web/static/vendor from the pinned npm packages: `make ui`.

   The Ontario Design System ships its components as web components; only their plain,
   BEM-named CSS is taken, so that pages work without JavaScript.  Rules that several
   components repeat are kept once, the float grid is left out, pictures embedded as
   data: addresses become files (the content security policy forbids data:). */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { transform } from "esbuild";

const here = import.meta.dirname;
const modules = path.join(here, "node_modules");
const out = path.join(here, "..", "static", "vendor");
const ontario = path.join(modules, "@ongov");
const styles = path.join(ontario, "ontario-design-system-global-styles");
const library = path.join(ontario, "ontario-design-system-component-library");

const components = [
  "button/ontario-button", "input/ontario-input", "textarea/ontario-textarea",
  "dropdown-list/ontario-dropdown-list", "radio-buttons/ontario-radio-buttons",
  "checkbox/ontario-checkboxes", "fieldset/ontario-fieldset",
  "hint-text/ontario-hint-text", "table/ontario-table",
  "page-alert/ontario-page-alert", "accordion/ontario-accordion",
];
const fonts = [
  ["Open Sans", 400, "normal", "open-sans-400"],
  ["Open Sans", 400, "italic", "open-sans-400--italic"],
  ["Open Sans", 600, "normal", "open-sans-600"],
  ["Open Sans", 700, "normal", "open-sans-700"],
  ["Raleway", 600, "normal", "raleway-modified-600"],
  ["Raleway", 700, "normal", "raleway-modified-700"],
];

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(path.join(out, "fonts"), { recursive: true });

/** The rules at the top level of a style sheet, at-rules with their blocks. */
function rulesOf(css) {
  const rules = [];
  let depth = 0, start = 0, quote = "";
  for (let i = 0; i < css.length; i++) {
    const c = css[i];
    if (quote) { if (c === quote && css[i - 1] !== "\\") quote = ""; continue; }
    if (c === '"' || c === "'") quote = c;
    else if (c === "{") depth++;
    else if (c === "}" && --depth === 0) { rules.push(css.slice(start, i + 1)); start = i + 1; }
    else if (c === ";" && depth === 0) start = i + 1;
  }
  return rules.map((rule) => rule.trim());
}

/** Embedded pictures as files beside the style sheet. */
function unembed(css) {
  return css.replace(/url\((["']?)data:image\/svg\+xml(;base64)?,(.*?)\1\)/gs, (_all, _q, base64, data) => {
    const svg = base64 ? Buffer.from(data, "base64") : Buffer.from(decodeURIComponent(data));
    const name = `picture-${createHash("sha256").update(svg).digest("hex").slice(0, 8)}.svg`;
    fs.writeFileSync(path.join(out, name), svg);
    return `url("${name}")`;
  });
}

const faces = fonts.map(([family, weight, style, name]) => {
  const folder = path.join(styles, "dist", "fonts", name);
  fs.copyFileSync(path.join(folder, `${name}.woff2`), path.join(out, "fonts", `${name}.woff2`));
  return `@font-face{font-family:"${family}";font-weight:${weight};font-style:${style};` +
    `font-display:swap;src:url("fonts/${name}.woff2") format("woff2")}`;
});
for (const [family, folder] of [["open-sans", "open-sans-400"], ["raleway", "raleway-modified-700"]]) {
  fs.copyFileSync(
    path.join(styles, "dist", "fonts", folder, "LICENSE.txt"),
    path.join(out, "fonts", `${family}-LICENSE.txt`),
  );
}

const sheets = [
  path.join(styles, "dist", "styles", "css", "compiled", "ontario-theme.css"),
  ...components.map((name) => path.join(library, "dist", "collection", "components", `ontario-${name}.css`)),
];
const kept = new Set(faces);
for (const sheet of sheets) {
  const source = unembed(fs.readFileSync(sheet, "utf8"));
  const { code } = await transform(source, { loader: "css", minify: true });
  for (const rule of rulesOf(code)) {
    if (rule.startsWith("@font-face") || rule.startsWith("@charset")) continue;
    if (/ontario-(row|column|small|medium|large|xlarge|xxlarge)[^a-z]/.test(rule)) continue;
    kept.add(rule);
  }
}
const notice = "/*! Ontario Design System 4.2.0, King's Printer for Ontario, Apache-2.0. Combined by web/frontend/build.mjs */\n";
fs.writeFileSync(path.join(out, "ontario.css"), notice + [...kept].join("\n") + "\n");
fs.copyFileSync(path.join(styles, "LICENSE"), path.join(out, "ontario-LICENSE.txt"));

fs.copyFileSync(path.join(modules, "htmx.org", "dist", "htmx.min.js"), path.join(out, "htmx.min.js"));
fs.copyFileSync(path.join(modules, "htmx.org", "LICENSE"), path.join(out, "htmx-LICENSE.txt"));

for (const file of fs.readdirSync(out, { recursive: true }).sort()) {
  const stat = fs.statSync(path.join(out, file));
  if (stat.isFile()) console.log(String(stat.size).padStart(8), file);
}
