// Opens each page of a folder in Chromium and says what is wrong with it: check.mjs PAGES [SCREENSHOTS].
import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [folder, screenshots] = process.argv.slice(2);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const PHONE = { width: 360, height: 740 };
const WALL = { width: 1920, height: 1080 };
const DESK = { width: 1280, height: 900 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

/** Opens a page and notes all that it asks for or complains about. */
async function open(file, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const noted = [];
  page.on("request", (request) => request.url() !== url(file) && noted.push(`asks for ${request.url()}`));
  page.on("console", (message) => noted.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => noted.push(`error: ${error}`));
  page.on("dialog", (dialog) => noted.push(`dialog: ${dialog.message()}`) && dialog.dismiss());
  await page.goto(url(file), { waitUntil: "load" });
  return { context, page, noted };
}

const url = (file) => pathToFileURL(path.resolve(folder, file)).href;

/** What a person sees first: the answer and a reason, without any script. */
async function content(file) {
  const { context, page, noted } = await open(file, { viewport: DESK, javaScriptEnabled: false });
  const heading = await page.locator("h1").innerText();
  assert.match(heading, /^(GO|NO-GO|HOLD|NO VERDICT|Replay)\b/, `${file}: ${heading}`);
  if (!heading.startsWith("Replay")) {
    assert.ok((await page.locator(".reasons li").first().innerText()).length > 10, `${file}: no reason`);
  }
  for (const landmark of ["banner", "main", "contentinfo"]) {
    assert.equal(await page.getByRole(landmark).count(), 1, `${file}: ${landmark}`);
  }
  assert.deepEqual(noted, [], file);
  const plots = page.locator("svg.plot[role=img]");
  for (let number = 0; number < (await plots.count()); number += 1) {
    const box = await plots.nth(number).boundingBox();
    assert.ok(box.width > 200 && box.height > 30, `${file}: a plot of ${box.width} × ${box.height}`);
  }
  await context.close();
}

/** Nothing is wider than the screen, and no text is cut. */
async function widths(file) {
  for (const viewport of [PHONE, DESK, WALL]) {
    const { context, page } = await open(file, { viewport });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= viewport.width, `${file}: ${wide} px wide on ${viewport.width} px`);
    const cut = await page.evaluate(() => {
      const out = [...document.querySelectorAll("svg.plot text, svg.chart text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.width > 0 && (box.left < -1 || box.right > innerWidth + 1);
      });
      return out.map((text) => text.textContent);
    });
    assert.deepEqual(cut, [], `${file}: labels that leave a screen of ${viewport.width} px`);
    await context.close();
  }
}

/** What axe finds: contrast, names, structure; in light and dark, on a phone and on a desk. */
async function accessible(file) {
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [PHONE, DESK]) {
      const { context, page } = await open(file, { viewport, colorScheme, bypassCSP: true });
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      await page.addScriptTag({ path: axe });
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const told = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.failureSummary} ${node.html}`));
      assert.deepEqual(told, [], `${file}, ${colorScheme}, ${viewport.width} px`);
      await context.close();
    }
  }
}

/** The first stop of the keyboard leads past the contents; all stops are seen, in the order of the page. */
async function keyboard(file) {
  const { context, page } = await open(file, { viewport: DESK });
  const stops = await page.evaluate(() => document.querySelectorAll("a[href], summary").length);
  const tops = [];
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const { activeElement: element } = document;
      const box = element.getBoundingClientRect();
      const { outlineStyle } = getComputedStyle(element);
      return { text: element.textContent, top: box.top + scrollY, size: box.width * box.height, outlineStyle };
    });
    if (stop === 0) assert.match(at.text, /^Skip/, `${file}: the first stop is ${at.text}`);
    assert.ok(at.size > 0 && at.outlineStyle !== "none", `${file}: ${at.text} is not seen in focus`);
    tops.push(at.top);
  }
  await page.evaluate(() => document.activeElement.blur());
  await context.close();
}

/** On paper all is open, and there are no links to press. */
async function print(file) {
  const { context, page, noted } = await open(file, { viewport: DESK });
  await page.emulateMedia({ media: "print" });
  const shut = () =>
    page.evaluate(() => {
      const traces = [...document.querySelectorAll("details .trace")];
      return traces.filter((trace) => !trace.checkVisibility({ contentVisibilityAuto: true })).length;
    });
  // The browser lays the page out anew in its own time.
  for (let wait = 0; wait < 50 && (await shut()) > 0; wait += 1) await page.waitForTimeout(100);
  assert.equal(await shut(), 0, `${file}: what is folded on screen is missing on paper`);
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 5000, `${file}: an empty print`);
  assert.deepEqual(noted, [], file);
  await context.close();
}

async function pictures(file) {
  if (!screenshots) return;
  mkdirSync(screenshots, { recursive: true });
  const shots = { phone: { viewport: PHONE }, wall: { viewport: WALL }, dark: { viewport: DESK, colorScheme: "dark" } };
  for (const [name, options] of Object.entries(shots)) {
    const { context, page } = await open(file, options);
    await page.screenshot({ path: path.join(screenshots, `${path.parse(file).name}-${name}.png`), fullPage: true });
    await context.close();
  }
  const { context, page } = await open(file, { viewport: { width: 794, height: 1123 } });
  await page.emulateMedia({ media: "print" });
  await page.screenshot({ path: path.join(screenshots, `${path.parse(file).name}-print.png`), fullPage: true });
  await context.close();
}

try {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".html"))) {
    for (const check of [pictures, content, widths, accessible, keyboard, print]) await check(file);
  }
} finally {
  await browser.close();
}
