/* Bundles bpmn.io's modeler into web/static/vendor, with the licences of all it holds.

   The editor itself (web/static/editor) is plain modules that need no build. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const modules = path.join(here, "node_modules");
const out = path.join(here, "..", "static", "vendor");

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { modeler: "modeler/index.js" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome110", "firefox115", "safari16"],
  legalComments: "none",
  metafile: true,
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".eot": "empty", ".svg": "empty" },
  assetNames: "fonts/[name]",
});

/* One format of the font is enough; pictures become files (the policy forbids data:). */
const sheet = path.join(out, "modeler.css");
const css = fs.readFileSync(sheet, "utf8")
  .replace(/src:url\(\);/g, "")
  .replace(/url\(\) format\("[a-z-]+"\),/g, "")
  .replace(/url\("(\.\/fonts\/bpmn\.woff2)\?\d+"\) format\("woff2"\)[^;}]*/g, 'url("$1") format("woff2")')
  .replace(/url\('data:image\/svg\+xml;utf8,(.*?)'\)/gs, (_all, svg) => {
    const name = `picture-${createHash("sha256").update(svg).digest("hex").slice(0, 8)}.svg`;
    fs.writeFileSync(path.join(out, name), decodeURIComponent(svg));
    return `url("${name}")`;
  });
fs.writeFileSync(sheet, css);

const packages = new Set();
for (const input of Object.keys(metafile.inputs)) {
  const found = input.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  if (found) packages.add(found[1]);
}
const notices = [...packages].sort().map((name) => {
  const folder = path.join(modules, name);
  const about = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = fs.readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? fs.readFileSync(path.join(folder, file), "utf8").trim() : "(no text in the package)";
  return `${name} ${about.version}, ${about.license}\n\n${text}\n`;
});
fs.writeFileSync(path.join(out, "modeler.LEGAL.txt"), notices.join("\n" + "-".repeat(72) + "\n\n"));

for (const name of ["modeler.js", "modeler.css", "modeler.LEGAL.txt"]) {
  console.log(String(fs.statSync(path.join(out, name)).size).padStart(8), name);
}
