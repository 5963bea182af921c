/* Each answer of the score sheet is sent as soon as it is chosen; without this the button saves.
     form#phieu   data-sheet names the copy in this browser, data-stored {name: value} is what the server holds
     an answer is dropped here only when the server has it: 200 {version, clock, stored, own, missing, bar},
       409 {code: "conflict", version, stored}, 409 {code: "state", message}, 400 {message, fields};
       a redirect, 401 or 403 mean: signed out
   Moments are the server's: a tablet whose clock is wrong says the right time all the same. */
(() => {
  "use strict";

  const PREFIX = "ocop:phieu/", PAUSES = [3000, 6000, 12000, 30000], PATIENCE = 20000;
  const form = document.getElementById("phieu");
  const store = (work) => {
    try { return work(window.localStorage); } catch { return undefined; }
  };
  const lost = document.querySelector("[data-lost]");
  const base = lost ? lost.dataset.kept : "";
  const copies = () => store((box) => Object.keys(box).filter((key) => key.startsWith(base))
    .map((key) => ({ key, ...JSON.parse(box.getItem(key)) })).sort((a, b) => a.at - b.at)) || [];
  const codeOf = (name) => (name === "comment" ? "Ý kiến" : name.slice(2));

  /** How a value is called: "mức 3 điểm", "để trống", "chưa chấm". */
  function called(name, value) {
    if (name === "comment") return value ? `“${value.length > 60 ? `${value.slice(0, 59)}…` : value}”` : "không ghi";
    if (value === null || value === "-") return "chưa chấm";
    if (value === "") return "để trống";
    const [points, kind] = value.split(":").reverse();
    return `mức ${points} điểm${kind ? ` (trường hợp ${kind})` : ""}`;
  }

  /** The sheet takes nothing any more: say which choices it did not take. */
  function tellLost(message, names) {
    lost.querySelector("[data-lost-words]").textContent = `${message}. Phiếu không nhận ${names.length} lựa chọn sau, còn giữ trên máy này:`;
    lost.querySelector("[data-lost-list]").replaceChildren(...names.map(([name, value]) => {
      const line = document.createElement("li");
      line.textContent = `${codeOf(name)}: ${called(name, value)}`;
      return line;
    }));
    lost.hidden = false;
    lost.scrollIntoView({ block: "center" });
    lost.querySelector("[data-lost-drop]").onclick = () => {
      store((box) => copies().forEach((copy) => box.removeItem(copy.key)));
      pending.clear();
      lost.hidden = true;
      if (form) location.reload();
    };
  }

  const pending = new Map(); // name → {value, was: what the server held when it was chosen, clash}

  if (!form) {
    const kept = new Map(copies().flatMap((copy) => Object.entries(copy.fields)).map(([name, one]) => [name, one.value]));
    if (lost && kept.size) tellLost("Phiếu đã đóng khi máy này còn giữ lựa chọn chưa gửi", [...kept]);
    return;
  }

  const sheet = window.scoreSheet;
  const tab = store(() => (window.sessionStorage.ocopTab ||= Math.random().toString(36).slice(2))) || "0";
  const place = `${PREFIX}${form.dataset.sheet}#${tab}`;
  const version = form.elements.namedItem("version"), comment = form.elements.namedItem("comment");
  const stored = JSON.parse(form.dataset.stored);
  let running = false, closed = false, timer = 0, tries = 0, wish = null, leaving = false;

  const held = (name) => (name in stored ? stored[name] : name === "comment" ? "" : null);
  const around = (name) => document.querySelector(`[data-crit="${CSS.escape(name)}"]`);
  const line = () => document.querySelector("[data-line]");

  function say(text, bad, link) {
    const one = line();
    one.classList.toggle("bad", Boolean(bad));
    one.querySelector("use")?.setAttribute("href", one.querySelector("use").getAttribute("href").replace(/#.*/, bad ? "#i-wifi-off" : "#i-cloud-check"));
    const words = one.querySelector("span");
    words.textContent = text;
    if (link) {
      const anchor = document.createElement("a");
      [anchor.href, anchor.textContent] = link;
      words.append(" ", anchor);
    }
    document.querySelector("[data-told]").textContent = text;
  }

  function receipt(name, text, bad) {
    const one = around(name)?.querySelector("[data-receipt]");
    if (!one) return;
    one.textContent = text;
    one.classList.toggle("bad", Boolean(bad));
    document.querySelector(`[data-map="${CSS.escape(name)}"]`)?.classList.toggle("held", Boolean(bad));
  }

  /** Keep in this browser what the server does not have; false when the browser keeps nothing. */
  function keep() {
    return store((box) => {
      if (pending.size) box.setItem(place, JSON.stringify({ at: Date.now(), fields: Object.fromEntries(pending) }));
      else box.removeItem(place);
      return true;
    }) || false;
  }

  const sendable = () => [...pending].filter(([, one]) => one.clash === undefined);
  const clashes = () => pending.size - sendable().length;

  function choose(name, value) {
    const was = pending.has(name) ? pending.get(name).was : held(name);
    if (value === held(name) && !running) pending.delete(name);
    else pending.set(name, { value, was });
    const box = around(name)?.querySelector("[data-choose]");
    if (box) box.hidden = true;
    receipt(name, pending.has(name) ? "" : "Như đã lưu");
    keep();
    later(name === "comment" ? 900 : 120);
  }

  form.addEventListener("change", (event) => {
    if (event.target.matches("input[type=radio]")) choose(event.target.name, event.target.value);
  });
  comment.addEventListener("input", () => choose("comment", comment.value));
  form.addEventListener("score:back", (event) => choose(event.detail.name, "-"));

  // --- sending ------------------------------------------------------------------------------------------------
  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  }

  async function send() {
    clearTimeout(timer);
    if (running || closed || leaving) return;
    const sent = sendable();
    if (!sent.length) {
      if (!pending.size) after();
      return;
    }
    running = true;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    body.set("version", version.value);
    for (const [name, one] of sent) {
      body.set(name, one.value);
      receipt(name, "Đang lưu…");
    }
    const stop = new AbortController(), limit = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(form.action, {
        method: "POST", body, credentials: "same-origin", redirect: "manual", signal: stop.signal,
        headers: { "X-Requested-With": "fetch", Accept: "application/json" },
      });
      const told = await answer.json().catch(() => ({}));
      running = false;
      heard(answer, told, sent);
    } catch {
      running = false;
      wait("Mất mạng", sent);
    } finally {
      clearTimeout(limit);
    }
  }

  function heard(answer, told, sent) {
    if (answer.ok && told.version) kept(told, sent);
    else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) signedOut(sent);
    else if (answer.status === 409 && told.code === "conflict") compare(told);
    else if (answer.status === 409 || answer.status === 404) shut(told.message || "Phiếu này không còn mở cho tôi");
    else if (answer.status === 400 && told.fields) refused(told);
    else wait("Máy chủ chưa nhận được", sent);
  }

  function kept(told, sent) {
    tries = 0;
    version.value = told.version;
    for (const [name, one] of sent) {
      const now = pending.get(name);
      if (now && now.value === one.value) pending.delete(name);
      else if (now) now.was = one.value === "-" ? null : one.value;
      receipt(name, `Đã lưu ${told.clock}`);
    }
    replace(stored, told.stored);
    for (const [name, points] of Object.entries(told.own)) {
      const self = around(name)?.querySelector("[data-self]");
      if (!self) continue;
      self.textContent = `Chủ thể tự chấm ${points}.`;
      self.hidden = false;
    }
    keep();
    bar(told.bar);
    if (clashes()) say(`Đã lưu lúc ${told.clock}; còn ${clashes()} tiêu chí cần bạn chọn lại`, true);
    else say(`Đã lưu lúc ${told.clock}`);
    after();
  }

  function replace(mine, theirs) {
    for (const name of Object.keys(mine)) if (!(name in theirs)) delete mine[name];
    Object.assign(mine, theirs);
  }

  function bar(html) {
    const old = document.getElementById("tong"), focus = old.contains(document.activeElement) && document.activeElement.id;
    old.outerHTML = html;
    if (focus) document.getElementById(focus)?.focus();
  }

  /** Send what was chosen meanwhile; when nothing is left, go where a button wanted to go. */
  function after() {
    if (sendable().length) later(0);
    if (pending.size || !wish) return;
    const button = document.getElementById(wish.id) || wish;
    wish = null;
    if (button.isConnected && button.getAttribute("aria-disabled") !== "true") button.form.requestSubmit(button);
  }

  function wait(why, sent) {
    wish = null;
    for (const [name] of sent) receipt(name, "Đang giữ trên máy này", true);
    const safe = keep();
    say(`${why}: ${pending.size} lựa chọn đang giữ trên máy này${safe ? ", có mạng lại thì tự gửi" : ", đừng đóng trang"}`, true);
    later(PAUSES[Math.min(tries, PAUSES.length - 1)]);
    tries += 1;
  }

  function signedOut(sent) {
    wish = null;
    keep();
    for (const [name] of sent) receipt(name, "Đang giữ trên máy này", true);
    const back = encodeURIComponent(location.pathname);
    say(`Phiên làm việc đã hết, ${pending.size} lựa chọn đang giữ trên máy này.`, true, [`${form.dataset.login}?next=${back}`, "Đăng nhập lại"]);
  }

  function shut(message) {
    closed = true;
    wish = null;
    keep();
    for (const field of form.elements) field.disabled = true;
    say(message, true, [location.pathname, "Tải lại phiếu"]);
    tellLost(message, [...pending].map(([name, one]) => [name, one.value]));
    lost.focus();
  }

  function refused(told) {
    wish = null;
    for (const [name, texts] of Object.entries(told.fields)) {
      pending.delete(name);
      sheet.put(name, held(name));
      receipt(name, texts.join(" "), true);
    }
    keep();
    say(`Chưa lưu: ${told.message}`, true);
    if (sendable().length) later(300);
  }

  // --- another window, another tablet -------------------------------------------------------------------------
  function compare(told) {
    version.value = told.version;
    const names = new Set([...Object.keys(stored), ...Object.keys(told.stored), ...pending.keys()]);
    for (const name of names) {
      const theirs = name in told.stored ? told.stored[name] : name === "comment" ? "" : null;
      const mine = pending.get(name), mineNow = mine && (mine.value === "-" ? null : mine.value);
      if (!mine && theirs !== held(name)) taken(name, theirs);
      else if (mine && mineNow === theirs) pending.delete(name);
      else if (mine && mine.was !== theirs) ask(name, mine, theirs);
    }
    replace(stored, told.stored);
    keep();
    if (clashes()) {
      wish = null;
      say(`Phiếu đã được lưu ở máy khác: ${clashes()} tiêu chí cần bạn chọn lại`, true);
    }
    if (sendable().length) later(0);
    else if (!clashes()) {
      say("Đã nhận những gì lưu ở máy khác");
      after();
    }
  }

  function taken(name, theirs) {
    if (name === "comment") comment.value = theirs;
    else sheet.put(name, theirs);
    receipt(name, "Vừa đổi ở máy khác");
  }

  function ask(name, mine, theirs) {
    mine.clash = theirs;
    const block = around(name), box = block.querySelector("[data-choose]");
    if (block.matches("details")) block.open = true;
    const words = document.createElement("p"), row = document.createElement("div");
    words.textContent = `Trên máy này: ${called(name, mine.value)}. Đã lưu ở máy khác: ${called(name, theirs)}. Chọn một:`;
    row.className = "o-row";
    const button = (text, act) => {
      const one = document.createElement("button");
      one.type = "button";
      one.className = "o-btn alt small";
      one.textContent = text;
      one.addEventListener("click", () => {
        box.hidden = true;
        act();
        keep();
        if (!clashes()) say(pending.size ? "Đang lưu…" : "Đã lưu");
        later(0);
      });
      row.append(one);
    };
    button(`Giữ ${called(name, mine.value)}`, () => {
      pending.set(name, { value: mine.value, was: theirs });
      receipt(name, "");
    });
    button(`Lấy ${called(name, theirs)}`, () => {
      pending.delete(name);
      taken(name, theirs);
      receipt(name, "Theo bản đã lưu");
    });
    box.replaceChildren(words, row);
    box.hidden = false;
    receipt(name, "Cần chọn lại", true);
  }

  // --- going on and away --------------------------------------------------------------------------------------
  form.addEventListener("submit", (event) => {
    if (closed || clashes()) {
      event.preventDefault();
      document.querySelector("[data-choose]:not([hidden])")?.scrollIntoView({ block: "center" });
    } else if (running || pending.size) {
      // The form carries everything, but its version grows with the save under way.
      event.preventDefault();
      wish = event.submitter;
      send();
    } else {
      leaving = true;
    }
  });

  // Out of a copy of before: what differs from the server is chosen again, and compared like another tablet's.
  const before = copies();
  for (const copy of before) for (const [name, one] of Object.entries(copy.fields)) {
    const value = one.value === "-" ? null : one.value;
    if (value === held(name)) pending.delete(name);
    else pending.set(name, { value: one.value, was: one.was });
  }
  store((box) => before.forEach((copy) => box.removeItem(copy.key)));
  keep();
  if (pending.size) {
    for (const [name, one] of pending) {
      const value = one.value === "-" ? null : one.value;
      if (name === "comment") comment.value = one.value;
      else sheet.put(name, value);
      if (one.was !== held(name)) ask(name, one, held(name));
    }
    say(`${pending.size} lựa chọn giữ trên máy này từ trước, đang gửi`, true);
    later(0);
  }

  window.addEventListener("online", () => {
    tries = 0;
    later(0);
  });
  window.addEventListener("offline", () => {
    if (pending.size) wait("Mất mạng", sendable());
    else say("Mất mạng: cứ chấm tiếp, lựa chọn được giữ trên máy này", true);
  });
  window.addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) location.reload();
  });
  window.addEventListener("beforeunload", (event) => {
    if (pending.size && !keep()) event.preventDefault();
  });
})();
