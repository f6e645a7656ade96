// Keeps what is typed in a form marked data-draft on this device until it is sent.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${form.dataset.draft}`;
  const secret = (field) => ["password", "file", "hidden"].includes(field.type) || field.name === "csrfmiddlewaretoken";
  const fields = () => [...form.elements].filter((field) => field.name && !secret(field));
  try {
    const kept = JSON.parse(localStorage.getItem(key) || "{}");
    if (!form.querySelector(".error, .errors")) for (const field of fields()) {
      const value = kept[`${field.name}:${field.type === "radio" || field.type === "checkbox" ? field.value : ""}`];
      if (value === undefined) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = value;
      else if (!field.value) field.value = value;
    }
    form.addEventListener("input", () => {
      const now = {};
      for (const field of fields()) {
        const ticked = field.type === "checkbox" || field.type === "radio";
        now[`${field.name}:${ticked ? field.value : ""}`] = ticked ? field.checked : field.value;
      }
      localStorage.setItem(key, JSON.stringify(now));
    });
    if (form.dataset.sent !== undefined) localStorage.removeItem(key);
  } catch { /* private windows refuse storage: the form works without */ }
}
for (const mark of document.querySelectorAll("[data-draft-sent]")) {
  try { localStorage.removeItem(`draft:${mark.dataset.draftSent}`); } catch { /* nothing was kept */ }
}
