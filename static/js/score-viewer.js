/* Papers beside the score sheet; without it they open in another tab.
     [data-see]         a paper, in the list or under a criterion; what is typed on the sheet stays as it is
     [data-turn]        a page on or back         [data-more]   text that is fetched when it is asked for
   On a narrow screen the viewer is a panel over the sheet; Escape or "Đóng" gives the focus back. */
(() => {
  "use strict";

  const left = document.getElementById("xem"), split = left && left.closest(".k-split");
  if (!left) return;
  split.classList.add("live");
  const part = (name) => left.querySelector(`[data-${name}]`);
  const list = [...left.querySelectorAll(".k-docs [data-see]")];
  const narrow = window.matchMedia("(max-width: 900px)");
  const picture = part("picture");
  let paper = list.find((one) => one.hasAttribute("aria-current")) || null, page = 1, back = null;

  const pages = () => Number(paper.dataset.pages) || 0; // 0: nobody counted

  function draw() {
    const { page: address, title, kind, validity } = paper.dataset, count = pages();
    for (const one of list) one.toggleAttribute("aria-current", one === paper);
    paper.setAttribute("aria-current", "true");
    paper.parentElement.scrollLeft = paper.offsetLeft - paper.parentElement.offsetLeft - 24;
    picture.hidden = !address;
    part("nopage").hidden = Boolean(address);
    if (address) {
      picture.src = address.replace(/\/1\/lon\/$/, `/${page}/lon/`);
      picture.alt = `Trang ${page} của ${title}`;
    } else {
      part("nopage").textContent = "Tệp này không xem được trong trang. Hãy mở to.";
    }
    part("is-validity").textContent = validity;
    part("is-validity").className = paper.hasAttribute("data-over") ? "bad" : "o-soft";
    part("where").textContent = count ? `trang ${page} trên ${count}` : `trang ${page}`;
    part("is-kind").textContent = kind;
    part("whole").href = paper.href;
    const [before, after] = left.querySelectorAll("[data-turn]");
    before.disabled = page === 1;
    after.disabled = !address || (count > 0 && page >= count);
    part("scroll").scrollTop = 0;
  }

  if (picture) picture.addEventListener("error", () => {
    if (!navigator.onLine) return;
    picture.hidden = true;
    part("nopage").hidden = false;
    part("nopage").textContent = page > 1 ? "Hết trang." : "Trang này không hiện được. Hãy mở to.";
    if (page > 1) left.querySelector('[data-turn="1"]').disabled = true;
  });

  function turn(by) {
    page += by;
    draw();
  }

  function open(from) {
    if (!narrow.matches || left.classList.contains("over")) return;
    back = from || document.activeElement;
    left.classList.add("over");
    part("close-viewer").focus();
  }

  function close() {
    if (!left.classList.contains("over")) return false;
    left.classList.remove("over");
    if (back && back.isConnected) back.focus();
    return true;
  }

  /** Say for which criterion, with the producer's own words. */
  function about(block) {
    const quote = part("quote"), words = block && block.querySelector("[data-said-words]");
    const code = block && block.querySelector("b.o-num"), name = block && block.querySelector("h3");
    part("for").textContent = block ? `Minh chứng tiêu chí ${code.textContent}: ${name.textContent}` : "Giấy tờ trong hồ sơ";
    quote.hidden = !words;
    quote.textContent = words ? `Chủ thể viết: ${words.innerText.trim()}` : "";
  }

  function see(code, from) {
    const found = list.find((one) => one.dataset.see === code);
    if (!found) return;
    if (found !== paper || !from) page = 1;
    paper = found;
    about(from ? from.closest("[data-crit]") : null);
    draw();
    open(from);
  }

  /** The next thing to look at for a criterion: its first paper, then page by page, then the next paper. */
  function on(block) {
    const codes = [...block.querySelectorAll("[data-see]")].map((one) => one.dataset.see);
    const same = part("for").textContent.includes(`tiêu chí ${block.querySelector("b.o-num").textContent}:`);
    const at = paper && same ? codes.indexOf(paper.dataset.see) : -1;
    const said = block.querySelector(".k-said");
    if (!codes.length) {
      about(block);
      if (said) said.open = true;
      else document.querySelector("[data-told]").textContent = "Tiêu chí này không có giấy tờ hay thuyết minh.";
      return;
    }
    if (at >= 0 && page < pages()) turn(1);
    else see(codes[(at + 1) % codes.length], block.querySelector(`[data-see="${codes[(at + 1) % codes.length]}"]`));
  }

  document.addEventListener("click", (event) => {
    const to = event.target.closest?.("[data-see]"), side = event.target.closest?.("[data-turn]");
    if (to && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      see(to.dataset.see, to.closest(".k-docs") ? null : to);
    } else if (side) {
      turn(Number(side.dataset.turn));
    } else if (event.target.closest?.("[data-open-viewer]")) {
      open(event.target.closest("[data-open-viewer]"));
    } else if (event.target.closest?.("[data-close-viewer]")) {
      close();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.key === "Escape" && close()) {
      event.preventDefault();
    } else if (event.key.toLowerCase() === "e" && !event.target.matches?.("textarea, select, input:not([type=radio])")) {
      const block = document.activeElement.closest?.("[data-crit]") || (left.classList.contains("over") && back && back.closest("[data-crit]"));
      if (!block) return;
      event.preventDefault();
      if (narrow.matches && !left.classList.contains("over")) back = document.activeElement;
      on(block);
    }
  });

  // --- on demand ----------------------------------------------------------------------------------------------
  for (const box of left.querySelectorAll("[data-more]")) {
    const text = box.querySelector("[data-more-text]");
    let asked = false;
    box.addEventListener("toggle", async () => {
      if (!box.open || asked) return;
      asked = true;
      const link = text.firstElementChild;
      text.replaceChildren("Đang mở…");
      try {
        const answer = await fetch(box.dataset.more, { credentials: "same-origin", redirect: "manual", headers: { "X-Requested-With": "fetch" } });
        if (!answer.ok) throw new Error(String(answer.status));
        text.innerHTML = await answer.text();
      } catch {
        asked = false;
        box.open = false;
        text.replaceChildren(link);
      }
    });
  }
})();
