/* Choosing and photographing a paper. The field works without this; here pages are added one by one, shown, put in
   order, made small before they are sent over a slow line, and the sending tells how far it is.
     form[data-papers]        sent with progress; an answer {"url"} is followed, any other page takes this one's place
     [data-papers-field]      data-max-bytes of a PDF, data-photo-bytes of a photo, data-most photos                     */
(() => {
  "use strict";

  // A4 at 150 dots an inch: what the portal makes of a photo anyway.
  const LONG = 1754;
  const QUALITY = 0.82;
  const SMALL = 400 * 1024;
  const megabytes = (bytes) => (bytes / 1048576).toLocaleString("vi-VN", { maximumFractionDigits: 1 });
  const isPdf = (file) => file.type === "application/pdf" || /\.pdf$/i.test(file.name);

  async function opened(file) {
    try {
      return await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      return null; // HEIC outside Safari: the portal opens it
    }
  }

  async function smaller(file, picture) {
    const scale = Math.min(1, LONG / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size <= SMALL) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
  }

  function drawn(picture) {
    const canvas = document.createElement("canvas");
    canvas.width = 112;
    canvas.height = 144;
    const scale = Math.max(112 / picture.width, 144 / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    canvas.getContext("2d").drawImage(picture, (112 - width) / 2, (144 - height) / 2, width, height);
    canvas.setAttribute("aria-hidden", "true");
    return canvas;
  }

  function prepare(field) {
    const input = field.querySelector("input[type=file]");
    const list = field.querySelector("[data-papers-pages]");
    const state = field.querySelector("[data-papers-state]");
    const most = Number(field.dataset.most);
    let pages = [];
    let busy = Promise.resolve();

    const say = (text, bad = false) => {
      state.textContent = text;
      state.classList.toggle("bad", bad);
    };

    function fault() {
      const pdfs = pages.filter((page) => isPdf(page.file));
      if (pdfs.length && pages.length > 1) return "Mỗi giấy tờ là một tệp PDF, hoặc các ảnh chụp. Bỏ bớt cho đúng rồi gửi";
      if (pages.length > most) return `Đang có ${pages.length} ảnh, một giấy tờ nhiều nhất ${most} ảnh`;
      for (const { file } of pages) {
        const limit = Number(isPdf(file) ? field.dataset.maxBytes : field.dataset.photoBytes);
        if (file.size > limit) return `${file.name}: ${megabytes(file.size)} MB, nhiều nhất ${megabytes(limit)} MB. Hãy quét ở 150 dpi hoặc chia nhỏ`;
      }
      return "";
    }

    function keep() {
      const held = new DataTransfer();
      for (const page of pages) held.items.add(page.file);
      input.files = held.files;
      const wrong = fault();
      input.setCustomValidity(wrong);
      const total = pages.reduce((sum, page) => sum + page.file.size, 0);
      const what = pages.length > 1 ? `${pages.length} trang` : "1 tệp";
      say(wrong || (pages.length ? `${what}, ${megabytes(total)} MB` : ""), Boolean(wrong));
      show();
    }

    function button(sign, words, off, act) {
      const one = document.createElement("button");
      one.type = "button";
      one.textContent = sign;
      one.setAttribute("aria-label", words);
      one.disabled = off;
      one.addEventListener("click", act);
      return one;
    }

    function move(from, to) {
      const [page] = pages.splice(from, 1);
      pages.splice(to, 0, page);
      keep();
      list.children[to].querySelector("button:not(:disabled)").focus();
    }

    function show() {
      list.replaceChildren(...pages.map((page, place) => {
        const line = document.createElement("li");
        const none = document.createElement("span");
        none.className = "none";
        none.textContent = isPdf(page.file) ? "PDF" : "Ảnh";
        const words = document.createElement("span");
        const title = isPdf(page.file) ? "Tệp PDF" : `Trang ${place + 1}`;
        const name = document.createElement("span");
        name.className = "name";
        name.textContent = `${page.file.name}, ${megabytes(page.file.size)} MB`;
        words.append(title, name);
        const acts = document.createElement("span");
        acts.className = "do";
        if (pages.length > 1) {
          acts.append(
            button("↑", `Đưa ${title} lên trước`, place === 0, () => move(place, place - 1)),
            button("↓", `Đưa ${title} ra sau`, place === pages.length - 1, () => move(place, place + 1)),
          );
        }
        acts.append(button("✕", `Bỏ ${title}`, false, () => { pages.splice(place, 1); keep(); (list.querySelector("button") || field.querySelector("[data-papers-choose]")).focus(); }));
        line.append(page.picture || none, words, acts);
        return line;
      }));
    }

    async function add(files) {
      for (const [place, file] of files.entries()) {
        if (isPdf(file)) {
          pages.push({ file, picture: null });
          continue;
        }
        say(`Đang thu nhỏ ảnh ${place + 1} trên ${files.length}…`);
        const picture = await opened(file);
        pages.push({ file: picture ? await smaller(file, picture) : file, picture: picture && drawn(picture) });
        if (picture) picture.close();
      }
      keep();
    }

    const take = (files) => { busy = busy.then(() => add([...files])); return busy; };

    function pick(camera) {
      const other = document.createElement("input");
      other.type = "file";
      other.accept = camera ? "image/*" : input.accept;
      if (camera) other.setAttribute("capture", "environment");
      else other.multiple = true;
      other.addEventListener("change", () => take(other.files));
      other.click();
    }

    input.addEventListener("change", () => take(input.files));
    field.querySelector("[data-papers-camera]").addEventListener("click", () => pick(true));
    field.querySelector("[data-papers-choose]").addEventListener("click", () => pick(false));
    // The buttons add to what is chosen; the field itself, and its label, stay for who tabs or drops.
    field.querySelector("[data-papers-camera]").hidden = !matchMedia("(pointer: coarse)").matches;
    field.querySelector("[data-papers-more]").hidden = false;
    input.classList.add("visually-hidden");
    input.tabIndex = -1;
    return () => busy;
  }

  function answer(form, request) {
    let told = null;
    try {
      told = JSON.parse(request.responseText);
    } catch { /* a page, not an address */ }
    if (told && told.url) {
      location.assign(told.url);
      // The same page with another place in it is not loaded again by going there.
      if (new URL(told.url, location).pathname === location.pathname) location.reload();
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
    if (!page) {
      stop(form, "Cổng không trả lời được, chưa có gì bị ghi. Hãy gửi lại");
      return;
    }
    document.querySelector("main").replaceWith(page);
    start(page);
    const summary = page.querySelector("[data-focus]");
    if (summary) summary.focus();
  }

  function stop(form, words) {
    const state = form.querySelector("[data-papers-state]");
    state.textContent = words;
    state.classList.add("bad");
    form.querySelector("[data-papers-progress]").hidden = true;
    for (const one of form.querySelectorAll("button[type=submit]")) one.disabled = false;
  }

  function send(form) {
    const bar = form.querySelector("[data-papers-progress]");
    const state = form.querySelector("[data-papers-state]");
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.href);
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.addEventListener("progress", (event) => {
      const share = event.total ? Math.round((100 * event.loaded) / event.total) : 0;
      bar.hidden = false;
      bar.value = share;
      state.textContent = share < 100 ? `Đã gửi ${share} %` : "Đã gửi xong, cổng đang kiểm tra và ghép trang…";
    });
    request.addEventListener("load", () => answer(form, request));
    for (const kind of ["error", "abort", "timeout"]) {
      request.addEventListener(kind, () => stop(form, "Mất kết nối khi đang gửi, ảnh vẫn còn ở đây. Có mạng thì bấm gửi lại"));
    }
    for (const one of form.querySelectorAll("button[type=submit]")) one.disabled = true;
    request.send(new FormData(form));
  }

  function start(root) {
    for (const form of root.querySelectorAll("form[data-papers]")) {
      const field = form.querySelector("[data-papers-field]");
      if (!field) continue;
      const ready = prepare(field);
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        await ready();
        if (form.querySelector("input[type=file]").validationMessage) {
          form.querySelector("[data-papers-state]").scrollIntoView({ block: "center" });
          return;
        }
        send(form);
      });
    }
  }

  start(document);
})();
