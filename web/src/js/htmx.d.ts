declare module "htmx.org/dist/htmx.esm.js" {
  const htmx: { swap(ctx: { text: string; target: Element; sourceElement: Element; swap: string }): Promise<void> };
  export default htmx;
}
