/* Long forms that keep themselves while they are written; without it the button saves.
     form[data-autosave]   takes itself by POST and answers JSON: 200 {saved_at, version, next},
                           409 {code, message, version, other: [{name, label, text, values}]}, 422 {message, fields};
                           a redirect, 401 or 403 mean: signed out, the way back is data-login
     data-keep             "person/dossier/part": until a save is confirmed the text is also kept in this browser
     data-refused          the server gave the form back unsaved
     [data-saved]          receipt     [data-kept], [data-conflict]   see templates/evaluations/_writing.html
   A copy goes away with a confirmed save, with "Bỏ", by signing out (portal.js) and after 14 days. */
(() => {
  "use strict";

  const PREFIX = "ocop:nhap:", LONGEST = 14 * 86400000, SKIPPED = new Set(["csrfmiddlewaretoken", "version"]);
  const ZONE = { timeZone: "Asia/Ho_Chi_Minh" }; // the pages' own, wherever the browser thinks it is
  const clock = (moment) => new Date(moment).toLocaleTimeString("vi-VN", { ...ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
  const when = (moment) => {
    const day = (at) => new Date(at).toLocaleDateString("vi-VN", { ...ZONE, day: "2-digit", month: "2-digit", year: "numeric" });
    return clock(moment) + (day(moment) === day(Date.now()) ? "" : ` ngày ${day(moment)}`);
  };
  const part = (form, name) => form.querySelector(`[data-${name}]`);
  const states = new WeakMap();

  // --- the values of a form ---------------------------------------------------------------------------------
  const fields = (form) => [...form.elements].filter((field) => field.name && !SKIPPED.has(field.name) && field.type !== "file");

  /** {name: [values]} as they stand, or as the server sent them. */
  function values(form, sent) {
    const found = {};
    for (const field of fields(form)) {
      const box = field.type === "radio" || field.type === "checkbox";
      if (box && !(sent ? field.defaultChecked : field.checked)) continue;
      const first = sent && !box ? field.defaultValue ?? [...field.options].find((one) => one.defaultSelected)?.value ?? "" : field.value;
      (found[field.name] ||= []).push(first);
    }
    return found;
  }

  const plain = (texts) => (texts || []).map((text) => text.replace(/\s+/g, " ").trim()).filter(Boolean).join("\n");
  const same = (one, two) => [...new Set([...Object.keys(one), ...Object.keys(two)])].every((name) => plain(one[name]) === plain(two[name]));

  function fill(form, wanted, only) {
    for (const field of fields(form)) {
      if (only ? field.name !== only : false) continue;
      const given = wanted[field.name] || [];
      if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
      else field.value = given[0] ?? "";
    }
  }

  // --- the copy in this browser: one for each tab -----------------------------------------------------------
  const store = (work) => {
    try { return work(window.localStorage); } catch { return undefined; }
  };
  const tab = store(() => (window.sessionStorage.ocopTab ||= Math.random().toString(36).slice(2))) || "0";
  // While an older copy of this tab waits for an answer, what is typed meanwhile is kept beside it.
  const place = (form) => `${PREFIX}${form.dataset.keep}#${tab}${states.get(form).pending ? "~" : ""}`;
  const version = (form) => form.elements.namedItem("version");

  function keep(form) {
    const state = states.get(form);
    if (!form.dataset.keep || !state.dirty) return false;
    const copy = JSON.stringify({ at: Date.now(), version: version(form).value, fields: values(form) });
    return store((box) => { box.setItem(place(form), copy); return true; }) || false;
  }

  function copies(form) {
    return store((box) => Object.keys(box).filter((key) => key.startsWith(`${PREFIX}${form.dataset.keep}#`))
      .map((key) => ({ key, ...JSON.parse(box.getItem(key)) })).sort((a, b) => b.at - a.at)) || [];
  }

  const drop = (...keys) => store((box) => keys.forEach((key) => box.removeItem(key)));

  store((box) => {
    for (const key of Object.keys(box).filter((one) => one.startsWith(PREFIX))) {
      const { at } = JSON.parse(box.getItem(key)) || {};
      if (!(Date.now() - at < LONGEST)) box.removeItem(key);
    }
  });

  // --- what the person is told ------------------------------------------------------------------------------
  function say(form, text, bad, link) {
    const receipt = part(form, "saved");
    if (!receipt) return;
    receipt.textContent = text;
    receipt.classList.toggle("bad", Boolean(bad));
    if (!link) return;
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.textContent = link.text;
    receipt.append(" ", anchor);
  }

  function clearFaults(form) {
    for (const line of form.querySelectorAll("[data-fault]")) line.remove();
    for (const field of form.querySelectorAll("[data-faulty]")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("data-faulty");
    }
  }

  function showFaults(form, faults) {
    clearFaults(form);
    for (const [name, texts] of Object.entries(faults || {})) {
      const field = fields(form).find((one) => one.name === name);
      const frame = field && (field.closest("fieldset") || field.closest(".o-field"));
      if (!frame) continue;
      const line = document.createElement("p");
      line.className = "o-err";
      line.dataset.fault = "";
      line.textContent = texts.join(" ");
      if (frame.matches("fieldset")) frame.append(line);
      else field.before(line);
      field.setAttribute("aria-invalid", "true");
      field.dataset.faulty = "";
    }
  }

  const show = (element, yes) => { if (element) element.hidden = !yes; };

  function conflict(form, told) {
    const state = states.get(form), box = part(form, "conflict");
    state.conflict = told;
    say(form, "Chưa lưu: cửa sổ khác đã lưu phần này", true);
    if (!box) return;
    // The rest of the sentence is about the button of a page without script.
    part(box, "conflict-text").textContent = `${told.message.split(";")[0]}. Chữ vừa gõ vẫn còn nguyên trong trang này.`;
    const list = part(box, "conflict-list");
    list.replaceChildren();
    for (const one of told.other) {
      const row = document.createElement("li"), name = document.createElement("b"), text = document.createElement("div"),
        button = document.createElement("button");
      name.textContent = one.label;
      text.textContent = one.text;
      text.className = "d-other";
      button.type = "button";
      button.className = "o-btn bare small";
      button.textContent = "Lấy nội dung này";
      button.setAttribute("aria-label", `Lấy nội dung này: ${one.label}`);
      button.addEventListener("click", () => {
        fill(form, { [one.name]: one.values }, one.name);
        button.disabled = true;
        button.textContent = "Đã lấy";
      });
      row.append(name, text, button);
      list.append(row);
    }
    show(box, true);
  }

  function settle(form) {
    const state = states.get(form), box = part(form, "conflict");
    if (!state.conflict) return;
    if (state.conflict.version) version(form).value = state.conflict.version;
    state.conflict = null;
    show(box, false);
  }

  // --- saving -----------------------------------------------------------------------------------------------
  function later(form, pause) {
    const state = states.get(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(save, pause, form);
  }

  /** Send the form; ``pressed`` by the button, which then leads on or shows the faults on the page. */
  async function save(form, pressed) {
    const state = states.get(form);
    clearTimeout(state.timer);
    if (state.conflict) {
      if (pressed) part(form, "conflict")?.scrollIntoView({ block: "center" });
      return;
    }
    if (state.running) {
      state.again = pressed ? "pressed" : state.again || "now";
      return;
    }
    state.running = true;
    const body = new FormData(form), before = values(form);
    if (!pressed) body.set("autosave", "1");
    say(form, "Đang lưu…");
    let answer = null;
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST", body, credentials: "same-origin", redirect: "manual",
        headers: { "X-Requested-With": "fetch", Accept: "application/json" },
      });
      const told = (await answer.json().catch(() => null)) || {};
      heard(form, answer, told, before, pressed);
    } catch {
      offline(form);
    } finally {
      state.running = false;
      const again = state.again;
      state.again = "";
      if (again) save(form, again === "pressed");
    }
  }

  function heard(form, answer, told, before, pressed) {
    const state = states.get(form);
    if (answer.ok) {
      if (told.version) version(form).value = told.version;
      clearFaults(form);
      form.removeAttribute("data-refused");
      if (same(before, values(form))) {
        state.dirty = false;
        drop(place(form));
      } else {
        keep(form);
      }
      say(form, `Đã lưu lúc ${clock(told.saved_at || Date.now())}`);
      if (!pressed) form.dispatchEvent(new CustomEvent("ocop:saved", { bubbles: true }));  // prediction and faults beside it
      else if (state.dirty) save(form, true);
      else if (told.next) location.assign(told.next);
      return;
    }
    keep(form);
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      const back = encodeURIComponent(location.pathname + location.search);
      say(form, "Phiên làm việc đã hết. Chữ đã gõ được giữ trong máy này.", true,
        { href: `${form.dataset.login || "/"}?next=${back}`, text: "Đăng nhập lại" });
    } else if (answer.status === 409 && told.code === "conflict") {
      conflict(form, told);
    } else if (answer.status === 422 && pressed) {
      form.submit();  // the page itself shows every sentence at its place; no submit event, so not caught here
    } else {
      showFaults(form, told.fields);
      say(form, told.message ? `Chưa lưu: ${told.message}` : "Chưa lưu được, hãy bấm Lưu", true);
    }
  }

  function offline(form) {
    const at = keep(form) ? ` Chữ đã gõ được giữ trong máy này lúc ${clock(Date.now())}, có mạng lại thì tự gửi.` : "";
    say(form, `Mất mạng, chưa lưu.${at}`, true);
    later(form, 10000);
  }

  // --- a copy from before -----------------------------------------------------------------------------------
  function offer(form) {
    const box = part(form, "kept"), sent = values(form, true);
    const [copy, ...older] = copies(form);
    // A younger one may belong to another tab that is sending it just now.
    drop(...older.filter((one) => Date.now() - one.at > 60000).map((one) => one.key));
    if (!copy || form.dataset.refused !== undefined) return;
    if (same(copy.fields, sent)) {
      drop(copy.key);
      return;
    }
    const state = states.get(form), answered = () => {
      drop(copy.key, place(form));
      state.pending = false;
      show(box, false);
    };
    state.pending = true;
    part(box, "kept-text").textContent = `Có bản chưa gửi lúc ${when(copy.at)}.`;
    show(box, true);
    part(box, "kept-restore").onclick = () => {
      fill(form, copy.fields);
      version(form).value = copy.version;
      answered();
      state.dirty = true;
      keep(form);
      save(form);
    };
    part(box, "kept-drop").onclick = () => {
      answered();
      keep(form);
    };
  }

  // --- events -----------------------------------------------------------------------------------------------
  function begin(form) {
    const refused = form.dataset.refused !== undefined;
    states.set(form, { dirty: refused, running: false, again: "", conflict: null, pending: false, timer: 0 });
    const changed = (pause) => (event) => {
      if (event.target.closest("[data-kept], [data-conflict]")) return;
      states.get(form).dirty = true;
      keep(form);
      later(form, pause);
    };
    form.addEventListener("input", changed(1200));
    form.addEventListener("change", changed(300));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      states.get(form).dirty = true;
      keep(form);
      save(form, true);
    });
    const box = part(form, "conflict");
    if (box) {
      part(box, "conflict-mine").addEventListener("click", () => { settle(form); states.get(form).dirty = true; save(form); });
      part(box, "conflict-theirs").addEventListener("click", () => {
        for (const one of states.get(form).conflict.other) fill(form, { [one.name]: one.values }, one.name);
        settle(form);
        save(form);
      });
    }
    if (form.dataset.keep) offer(form);
  }

  const forms = [...document.querySelectorAll("form[data-autosave]")];
  forms.forEach(begin);

  window.addEventListener("online", () => {
    for (const form of forms) if (states.get(form).dirty) save(form);
  });

  document.addEventListener("submit", (event) => {
    if (event.target.dataset.signOut !== undefined) for (const form of forms) states.get(form).dirty = false;
  });

  // The browser gives back, or restores, a page whose version may be an old one: ask the server again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted || !forms.length) return;
    if (forms.every((form) => !states.get(form).dirty || keep(form))) location.reload();
  });

  window.addEventListener("beforeunload", (event) => {
    if (forms.some((form) => states.get(form).dirty && !keep(form))) event.preventDefault();
  });
})();
