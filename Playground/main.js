// The page: which scene, in which language, with which values; the address says it all.
import { button, h } from "./dom.js";
import { loadKernels } from "./kernels.js";
import { claims } from "./claims.js";
import { english } from "./texts/en.js";
import { korean } from "./texts/ko.js";
import { surpriseScene } from "./scenes/surprise.js";
import { gapScene } from "./scenes/gap.js";
import { likelihoodScene } from "./scenes/likelihood.js";
import { rowScene } from "./scenes/row.js";
import { tablesScene } from "./scenes/tables.js";
import { raceScene } from "./scenes/race.js";
import { ownScene } from "./scenes/own.js";

const scenes = [surpriseScene, gapScene, likelihoodScene, rowScene, tablesScene, raceScene, ownScene];
const languages = { ko: ["한국어", korean], en: ["English", english] };
const given = JSON.parse(document.getElementById("rows").textContent);
const find = (selector) => document.querySelector(selector);

let language, scene, state, claim, shownScene, announcement, addressWrite;
let kernels;

/** The text of that name, its {places} filled. */
function t(key, values = {}) {
  const text = languages[language][1][key];
  if (text === undefined) throw new Error(`no text ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A value from the address, of the kind of the scene's own; what cannot be read is left as it is. */
function readValue(text, usual) {
  const numberFrom = (each, instead) => (each.trim() !== "" && Number.isFinite(Number(each)) ? Number(each) : instead);
  if (Array.isArray(usual)) {
    if (text === "") return [];
    return typeof usual[0] === "number"
      ? text.split(",").slice(0, 60).map((each) => numberFrom(each, 0)) : text.split(",").slice(0, 60);
  }
  return typeof usual === "number" ? numberFrom(text, usual) : text;
}

function readAddress() {
  const [id, ...rest] = location.hash.slice(1).split("&");
  const values = new URLSearchParams(rest.join("&"));
  const wanted = values.get("lang") ?? language ?? given?.language ?? navigator.language.slice(0, 2);
  language = Object.hasOwn(languages, wanted) ? wanted : "en";
  scene = scenes.find((each) => each.id === id) ?? (given?.rows ? ownScene : scenes[0]);
  claim = claims[values.get("claim")]?.scene === scene.id ? values.get("claim") : null;
  state = { ...scene.start, ...(claim ? claims[claim].state : {}) };
  for (const key of Object.keys(scene.start))
    if (values.has(key)) state[key] = readValue(values.get(key), scene.start[key]);
  scene.tidy(state);
}

function address(ofScene = scene, values = state, ofClaim = claim) {
  const parts = [["lang", language]];
  const usual = { ...ofScene.start, ...(ofClaim ? claims[ofClaim].state : {}) };
  if (ofClaim) parts.push(["claim", ofClaim]);
  for (const [key, value] of Object.entries(values))
    if (Object.hasOwn(ofScene.start, key) && String(value) !== String(usual[key])) parts.push([key, String(value)]);
  return `#${ofScene.id}&${parts.map(([key, value]) =>
    `${key}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&")}`;
}

/** Takes new values, shows them, and writes them into the address, a moment later since a slider gives many. */
function set(values) {
  Object.assign(state, values);
  scene.tidy(state);
  show();
  clearTimeout(addressWrite);
  addressWrite = setTimeout(() => history.replaceState(null, "", address()), 150);
}

const fits = (values) => Object.entries(values).every(([key, value]) => String(state[key]) === String(value));

function show() {
  shownScene.update();
  showClaims();
  for (const link of document.querySelectorAll("nav a, .languages a, .turn a")) link.setAttribute("href", link.place());
  clearTimeout(announcement);
  announcement = setTimeout(() => (find(".live").textContent = shownScene.summary()), 700);
}

function showClaims() {
  const list = find(".claims");
  // A claim that was taken stays to be read; its button is pressed as long as its values are the page's.
  const isShown = claim !== null && fits(claims[claim].state);
  for (const each of list.querySelectorAll("button")) each.setAttribute("aria-pressed", String(isShown && each.dataset.claim === claim));
  const box = find(".claim");
  box.hidden = !claim;
  if (!claim) return box.replaceChildren();
  const { command, slip } = claims[claim];
  box.replaceChildren(
    h("p", {}, h("b", {}, claim), " ", t(claim)),
    slip ? h("p", { class: "slip" }, h("b", {}, t("slip")), " ", t(`${claim}.slip`)) : "",
    command ? h("pre", {}, command) : "");
}

function take(name) {
  claim = name;
  state = { ...scene.start, ...claims[name].state };
  scene.tidy(state);
  history.replaceState(null, "", address());
  show();
}

function linkTo(text, place, attributes = {}) {
  const link = h("a", attributes, text);
  link.place = place;
  return link;
}

/** Builds what language and scene decide. */
function build() {
  document.documentElement.lang = language;
  document.title = `${t(`${scene.id}.title`)} · ${t("page")}`;
  find(".skip").textContent = t("skip");
  find(".over").textContent = t("page");
  find(".languages").setAttribute("aria-label", t("language"));
  find(".languages").replaceChildren(...Object.entries(languages).map(([code, [name]]) => linkTo(name, () => {
    const here = language;
    language = code;
    const there = address();
    language = here;
    return there;
  }, { lang: code, hreflang: code, "aria-current": code === language ? "true" : null })));
  find("nav").setAttribute("aria-label", t("scenes"));
  find("nav ol").replaceChildren(...scenes.map((each, i) => h("li", {},
    linkTo(h("span", {}, h("i", {}, String(i + 1)), h("span", {}, t(`${each.id}.name`))),
      () => (each === scene ? address() : address(each, each.start, null)),
      { "aria-current": each === scene ? "step" : null, "aria-label": `${i + 1} ${t(`${each.id}.name`)}` }))));
  const place = scenes.indexOf(scene);
  const turn = (to, text, mark) => (to ? linkTo(text(t(`${to.id}.name`)), () => address(to, to.start, null), { class: mark }) : "");
  shownScene = scene.build({ t, set, kernels, given, language, get state() { return state; } });
  const ofScene = Object.entries(claims).filter(([, each]) => each.scene === scene.id);
  find("main").replaceChildren(
    h("header", {}, h("h1", {}, t(`${scene.id}.title`)), h("p", { class: "lead" }, t(`${scene.id}.lead`))),
    shownScene.element,
    h("section", { class: "below", "aria-label": t("claims") },
      h("div", { class: "claims" }, h("span", {}, t("claims")),
        ofScene.map(([name]) => button(name, () => take(name), { "data-claim": name, title: t(name), "aria-pressed": "false" }))),
      h("div", { class: "claim", hidden: true })),
    h("div", { class: "turn" }, turn(scenes[place - 1], (name) => `← ${name}`, "back"),
      button(t("again"), () => { claim = null; state = structuredClone(scene.start); set({}); }), turn(scenes[place + 1], (name) => `${name} →`, "on")));
  find("footer").replaceChildren(h("p", {}, t("foot")));
  show();
}

function fail(error) {
  find("main").replaceChildren(h("h1", {}, t("noKernels")), h("p", {}, t("noKernelsWhy")), h("pre", {}, String(error)));
}

// Its address names no scene: the page's own says where the reader is.
find(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  find("main").focus();
});

addEventListener("hashchange", () => {
  const id = location.hash.slice(1).split("&")[0];
  if (id !== "" && !scenes.some((each) => each.id === id)) return history.replaceState(null, "", address());
  const before = `${scene.id} ${language}`;
  const wasScene = scene;
  shownScene?.leave?.();
  readAddress();
  if (!kernels) return;
  build();
  if (scene !== wasScene) {
    scrollTo(0, 0);
    find("main h1").setAttribute("tabindex", "-1");
    find("main h1").focus({ preventScroll: true });
  } else if (before !== `${scene.id} ${language}`) find(".languages [aria-current]").focus();
});

readAddress();
loadKernels(document.getElementById("kernels").textContent.trim())
  .then((loaded) => {
    kernels = loaded;
    build();
    document.documentElement.dataset.ready = "true";
  })
  .catch(fail);
