// One sprite of the icons that pages name in *.templ and *.go: Icon("name"), IconTurn("name"), tile("name", Icon: "name",
// icon: "name", or a comment "// icons: name name". A name that Tabler does not have stops the build and says where it stands.
import fs from "node:fs";
import path from "node:path";

const uses = [/\b(?:Icon|IconTurn|tile)\("([a-z0-9-]+)"/g, /\b[iI]con:\s*"([a-z0-9-]+)"/g];
const told = /\/\/ icons: ([a-z0-9 -]+)/g;

function* sources(dir) {
  for (const e of fs.readdirSync(dir, { withFileTypes: true })) {
    const p = path.join(dir, e.name);
    if (e.isDirectory()) yield* sources(p);
    else if (e.name.endsWith(".templ") || (e.name.endsWith(".go") && !e.name.endsWith("_templ.go"))) yield p;
  }
}

export function icons(root) {
  const used = new Map();
  for (const file of [...sources(path.join(root, "internal")), ...sources(path.join(root, "web/gallery"))]) {
    const text = fs.readFileSync(file, "utf8");
    const names = uses.flatMap((re) => [...text.matchAll(re)].map((m) => m[1]));
    names.push(...[...text.matchAll(told)].flatMap((m) => m[1].trim().split(/ +/)));
    for (const n of names) if (!used.has(n)) used.set(n, path.relative(root, file));
  }
  return used;
}

export function sprite(root, modules) {
  let out = '<svg xmlns="http://www.w3.org/2000/svg">';
  const missing = [];
  for (const [name, file] of [...icons(root)].sort()) {
    const p = path.join(modules, "@tabler/icons/icons/outline", name + ".svg");
    if (!fs.existsSync(p)) {
      missing.push(`${file}: no icon "${name}"`);
      continue;
    }
    const body = fs.readFileSync(p, "utf8").replace(/<!--[\s\S]*?-->/g, "").replace(/[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "").replace(/\s+/g, " ").replace(/> </g, "><").trim();
    out += `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
  }
  if (missing.length) throw new Error("icons:\n" + missing.join("\n"));
  return out + "</svg>";
}
