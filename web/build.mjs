// Builds dist/: styles, scripts, one sprite of the icons in use; names carry a hash of the content, manifest.json tells
// them, *.gz stand beside. Usage: node build.mjs
import { build, transform } from "esbuild";
import { compile } from "sass";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fs from "node:fs";
import path from "node:path";
import { sprite } from "./sprite.mjs";

const here = path.dirname(new URL(import.meta.url).pathname);
const dist = path.join(here, "dist");
const target = ["chrome90", "firefox91", "safari14.1"];
const supported = { destructuring: true }; // Safari 14's fault in parameters does not touch our code
const quiet = ["import", "global-builtin", "color-functions", "if-function", "function-units", "abs-percent"];

async function styles() {
  const out = {};
  for (const name of ["app", "site", "screen", "print"]) {
    const { css } = compile(path.join(here, "src/css", name + ".scss"), {
      loadPaths: [path.join(here, "node_modules")], quietDeps: true, silenceDeprecations: quiet, style: "compressed",
    });
    const { code } = await transform(css, { loader: "css", minify: true, target });
    out[name + ".css"] = code.replace(/\/\*![\s\S]*?\*\/\n?/g, "");
  }
  return out;
}

async function scripts() {
  const out = {};
  const made = await build({
    entryPoints: ["app", "site", "screen", "kiosk", "worker"].map((n) => path.join(here, "src/js", n + ".ts")),
    bundle: true, minify: true, format: "iife", target, supported, write: false, outdir: dist, legalComments: "none", charset: "utf8",
  });
  for (const f of made.outputFiles) out[path.basename(f.path)] = f.text;
  return out;
}

function write(files) {
  fs.mkdirSync(dist, { recursive: true });
  for (const f of fs.readdirSync(dist)) if (f !== "placeholder.txt") fs.rmSync(path.join(dist, f));
  const manifest = {};
  for (const [name, text] of Object.entries(files)) {
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 10);
    const to = name.replace(/(\.\w+)$/, `.${hash}$1`);
    const gz = gzipSync(text, { level: 9 });
    fs.writeFileSync(path.join(dist, to), text);
    fs.writeFileSync(path.join(dist, to + ".gz"), gz);
    manifest[name] = to;
    console.log(`${name.padEnd(12)} ${(text.length / 1024).toFixed(1).padStart(7)} KB ${(gz.length / 1024).toFixed(1).padStart(6)} KB gz`);
  }
  fs.writeFileSync(path.join(dist, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");
}

// Some packages carry Go sources; a module of their own keeps them out of ours.
fs.writeFileSync(path.join(here, "node_modules/go.mod"), "module ignored\n");

write({ ...(await styles()), ...(await scripts()), "icons.svg": sprite(path.join(here, ".."), path.join(here, "node_modules")),
  "mark.svg": fs.readFileSync(path.join(here, "src/mark.svg"), "utf8").trim() });
