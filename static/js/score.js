/* The council's score sheet: its keys, and the structures of the form that a person could get wrong.
     [data-crit]       one criterion: the name of its inputs; data-max its points, data-leads the one that depends on it
     [data-case]       the options of one of two cases; a switch in [data-cases] shows one at a time
     [data-out]        why a criterion is not scored now (5.2 while 5.1 has no points)
   score-keep.js sends the answers and calls window.scoreSheet.show when one changes by itself. */
(() => {
  "use strict";

  const form = document.getElementById("phieu");
  if (!form) return;
  const blocks = [...form.querySelectorAll("details[data-crit]")];
  const block = (name) => blocks.find((one) => one.dataset.crit === name);
  const radios = (name) => [...form.querySelectorAll(`input[type=radio][name="${CSS.escape(name)}"]`)];
  const chosen = (name) => radios(name).find((one) => one.checked) || null;
  const pointsOf = (value) => (value === "" ? 0 : Number(value.split(":").pop()));

  // --- what the head of a criterion says ----------------------------------------------------------------------
  function show(name) {
    const one = block(name), radio = chosen(name);
    if (!one) return;
    const points = one.querySelector("[data-points]"), words = one.querySelector("[data-words]");
    const soft = document.createElement("span");
    soft.className = "o-soft";
    soft.textContent = "chưa chấm";
    points.replaceChildren(radio ? String(pointsOf(radio.value)) : soft, ` / ${one.dataset.max}`);
    const group = radio && radio.closest("[data-case]");
    const label = radio && radio.closest("label").querySelector("span:not(.pt)");
    words.textContent = !radio ? "" : radio.value === "" ? "Để trống"
      : `${group ? `Trường hợp ${group.dataset.case}. ` : ""}${label.textContent.trim()}`;
    one.classList.toggle("done", Boolean(radio));
    const mark = document.querySelector(`[data-map="${CSS.escape(name)}"]`);
    if (mark) {
      mark.classList.toggle("done", Boolean(radio));
      mark.classList.toggle("out", isOut(one));
      mark.querySelector(".visually-hidden").textContent = radio ? " đã chấm" : isOut(one) ? " không áp dụng" : " chưa chấm";
    }
  }

  // --- 5.2 stands on 5.1 --------------------------------------------------------------------------------------
  const isOut = (one) => one.classList.contains("out");

  function settle(leader) {
    const one = block(leader.dataset.leads), radio = chosen(leader.dataset.crit);
    if (!one) return;
    const code = one.dataset.crit.slice(2), needed = leader.dataset.crit.slice(2), note = one.querySelector("[data-out]");
    const out = !radio || pointsOf(radio.value) === 0;
    const lost = out && radio && chosen(one.dataset.crit);
    one.classList.toggle("out", out);
    for (const set of one.querySelectorAll("fieldset")) set.disabled = out;
    note.hidden = !out;
    note.textContent = !radio ? `Chấm ${needed} trước. ${needed} được 0 điểm thì ${code} không áp dụng.`
      : `Không áp dụng: ${needed} được 0 điểm, nên ${code} để trống, tính 0 điểm.`;
    if (lost) {
      note.textContent += ` Đã bỏ mức ${lost.value} chọn lúc trước.`;
      lost.checked = false;
      one.dispatchEvent(new CustomEvent("score:back", { bubbles: true, detail: { name: one.dataset.crit } }));
    }
    show(one.dataset.crit);
  }

  // --- two cases ----------------------------------------------------------------------------------------------
  function cases(one) {
    const name = one.dataset.crit, parts = [...one.querySelectorAll("[data-case]")];
    const box = one.querySelector("[data-cases]"), word = one.querySelector("[data-caseword]");
    function pick(wanted) {
      for (const part of parts) part.hidden = part.dataset.case !== wanted;
      for (const button of box.children) button.setAttribute("aria-checked", String(button.dataset.pick === wanted));
      const radio = chosen(name), other = radio && radio.value !== "" && !radio.value.startsWith(`${wanted}:`);
      word.hidden = !other;
      if (other) {
        const [from, points] = radio.value.split(":");
        word.textContent = `Đang lưu mức ${points} điểm của trường hợp ${from}. Chọn một mức của trường hợp ${wanted} thì mức cũ bị thay; không chọn thì giữ như cũ.`;
      }
    }
    for (const part of parts) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.pick = part.dataset.case;
      button.setAttribute("role", "radio");
      button.textContent = part.querySelector(".k-casename").textContent;
      button.addEventListener("click", () => pick(part.dataset.case));
      box.append(button);
      part.querySelector(".k-casename").hidden = true;
    }
    box.hidden = false;
    one.pick = pick;
    const radio = chosen(name);
    if (radio && radio.value !== "") pick(radio.value.split(":")[0]);
    else for (const part of parts) part.hidden = true;
  }

  for (const one of blocks) if (one.querySelector("[data-cases]")) cases(one);
  for (const one of blocks) if (one.dataset.leads) settle(one);

  /** The answer of ``name`` is now ``value`` (null: none), not by a press. */
  function put(name, value) {
    for (const radio of radios(name)) radio.checked = value !== null && radio.value === value;
    shown(name);
  }

  function shown(name) {
    const one = block(name);
    if (!one) return;
    show(name);
    const radio = chosen(name);
    if (one.pick && radio && radio.value !== "") one.pick(radio.value.split(":")[0]);
    if (one.dataset.leads) settle(one);
  }

  form.addEventListener("change", (event) => {
    if (event.target.matches("input[type=radio]")) shown(event.target.name);
  });

  window.scoreSheet = { put, show: shown, block, pointsOf };

  // --- going about --------------------------------------------------------------------------------------------
  function enter(one) {
    one.open = true;
    const first = one.querySelector("input:checked:not(:disabled)")
      || [...one.querySelectorAll("[data-cases] button, fieldset:not(:disabled) input")].find((field) => !field.closest("[hidden]"));
    (first || one.querySelector("summary")).focus({ preventScroll: true });
    one.scrollIntoView({ block: "nearest" });
    const bar = document.getElementById("tong"), edge = one.getBoundingClientRect().bottom - bar.getBoundingClientRect().top;
    if (edge > 0) window.scrollBy(0, Math.min(edge + 12, one.getBoundingClientRect().top - 12));
  }

  const waits = (one) => !chosen(one.dataset.crit) && !isOut(one);
  const here = () => document.activeElement.closest?.("details[data-crit]");

  /** To the next criterion without an answer, behind the one with the focus first; then to the button that signs. */
  function next() {
    const at = blocks.indexOf(here());
    const one = [...blocks.slice(at + 1), ...blocks.slice(0, at + 1)].find(waits);
    if (one) enter(one);
    else document.getElementById("ky").focus();
  }

  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.("[data-map]");
    if (mark) {
      event.preventDefault();
      enter(block(mark.dataset.map));
    } else if (event.target.closest?.("[data-next-missing]")) {
      next();
    }
  });

  const plain = (event) => !event.ctrlKey && !event.altKey && !event.metaKey;
  const writing = (target) => target.matches?.("textarea, select, input:not([type=radio])");

  document.addEventListener("keydown", (event) => {
    if (!plain(event) || writing(event.target) || event.defaultPrevented) return;
    const key = event.key.toLowerCase(), one = here();
    if (/^[0-9]$/.test(key) && one && !isOut(one)) {
      // Beside the options: on the head of the criterion, its proof, or the line below two cases.
      const all = [...one.querySelectorAll("fieldset:not(:disabled) input[data-digit], input[data-none]")].filter((radio) => !radio.closest("[hidden]"));
      const option = all.find((radio) => radio.dataset.digit === key) || (key === "0" && all.find((radio) => radio.matches("[data-none]")));
      if (!option) return;
      one.open = true;
      option.focus();
      if (!option.checked) option.click();
    } else if (key === "n") {
      next();
    } else if (key === "g") {
      document.getElementById("comment").focus();
    } else if (key === "?") {
      document.getElementById("phim-tat").togglePopover();
    } else if (/^arrow(up|down)$/.test(key) && one && event.target.matches("summary, [data-cases] button, [data-see], [data-none]")) {
      const other = blocks[blocks.indexOf(one) + (key === "arrowdown" ? 1 : -1)];
      if (!other) return;
      enter(other);
    } else if (/^arrow(left|right)$/.test(key) && event.target.matches("[data-cases] button")) {
      const both = [...event.target.parentElement.children], to = both[both.indexOf(event.target) === 0 ? 1 : 0];
      to.focus();
      to.click();
    } else {
      return;
    }
    event.preventDefault();
  });
})();
