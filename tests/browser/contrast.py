"""Whether the text of a page can be read."""

# Of every piece of text in view: [contrast with what is painted behind it (WCAG 2), its text].
CONTRASTS = """(within) => {
  const parts = (colour) => { const [r, g, b, a = 1] = colour.match(/[0-9.]+/g).map(Number); return [r, g, b, a]; };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));
  const light = (rgb) => { const [r, g, b] = rgb.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (it) => !it ? [255, 255, 255]
    : over(parts(getComputedStyle(it).backgroundColor), behind(it.parentElement));
  const all = [];
  for (const it of document.querySelectorAll(within)) {
    const text = [...it.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data.trim()).join('');
    const box = it.getBoundingClientRect();
    if (!text || !it.checkVisibility() || box.width < 2 || box.bottom < 0 || box.top > innerHeight) continue;
    const ground = behind(it);
    const [a, b] = [light(over(parts(getComputedStyle(it).color), ground)), light(ground)];
    all.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), text.slice(0, 40)]);
  }
  return all; }"""
# Swagger UI chooses its own colours: of its pages, the text that is read, at the bound for large type.
READ = {"swagger": (".info .title, .info p, .info p *, .opblock-tag *, .opblock-summary-path *, .opblock-summary-description, .schemes .servers-title", 3.0)}


def faint(page, name):
    """Text that is too faint to be read, with its contrast; what is looked at must be there."""
    within, enough = READ.get(name, ("body *", 4.5))
    contrasts = page.evaluate(CONTRASTS, within)
    return [f"{name}: {ratio:.1f} {text}" for ratio, text in contrasts if ratio < enough] if contrasts else [name + ": no text"]
