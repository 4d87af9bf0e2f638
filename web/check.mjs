// Everything about the faces in one go: build, types, lint, then the gallery under its CSP: sizes, axe, behaviour.
// node check.mjs [folder for the pictures]
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const here = path.dirname(new URL(import.meta.url).pathname);
const tmp = fs.mkdtempSync(path.join(os.tmpdir(), "gallery-"));
const pictures = process.argv[2] ?? "";
const port = 20000 + (process.pid % 20000);
const base = `http://127.0.0.1:${port}`;

function run(title, cmd, ...args) {
  console.log("— " + title);
  const r = spawnSync(cmd, args, { cwd: here, stdio: "inherit" });
  if (r.status !== 0) fail(title);
}
let server;
function fail(title) {
  server?.kill();
  console.error(title + " failed");
  process.exit(1);
}

// make test has built already, and make check has looked at types and style.
if (process.env.LIANBAN_BUILT !== "1") {
  run("build", "node", "build.mjs");
  run("types", "node", "node_modules/typescript/bin/tsc", "-p", ".");
  run("lint", "node", "lint.mjs");
}
run("gallery", "go", "build", "-o", path.join(tmp, "gallery"), "./gallery");
server = spawn(path.join(tmp, "gallery"), ["-listen", `127.0.0.1:${port}`], { stdio: "inherit" });
for (let i = 0; i < 50 && !(await fetch(base + "/gallery.txt").catch(() => null))?.ok; i++) await new Promise((r) => setTimeout(r, 100));
run(pictures ? "pictures in " + pictures : "sizes", "node", "shots.mjs", base, pictures);
run("axe", "node", "axe.mjs", "--list", base + "/gallery.txt");
run("behaviour", "node", "behave.mjs", base);
server.kill();
