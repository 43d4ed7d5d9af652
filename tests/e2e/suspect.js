// What in this document came through as more than text: [] when nothing did.
() => {
  const found = [];
  if (window.__pwned) found.push("a script ran");
  const text = "#setup, #heading, #chat, #panel, #report, #answer, #transcript, #listed, #summary, #grade, article, main";
  const roots = [...document.querySelectorAll(text)];
  if (!roots.length) roots.push(document.body);
  for (const root of roots) {
    for (const element of [root, ...root.querySelectorAll("*")]) {
      const say = (what) => found.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
      if (/^(script|object|embed|base|meta|link|video|audio|portal)$/i.test(element.localName)) say("element");
      if (element.localName === "iframe" && !element.matches(".report-page")) say("frame");
      if (element.localName === "form" && element.action !== location.href) say("form");
      for (const { name, value } of element.attributes) {
        const address = value.replace(/[\s\u0000-\u001f]/g, "").toLowerCase();
        if (/^on/.test(name) && /run|pwned/.test(value)) say("handler");
        if (/^(src|srcset|poster|data|action|formaction|background)$/.test(name) && /attack/.test(address)) say("loads");
        if (/(^|:)href$/.test(name) && /^(javascript|vbscript):/.test(address)) say("link");
        if (/(^|:)href$/.test(name) && /^data:/.test(address) && !element.download) say("data link");
        if (name === "href" && /attack/.test(address) && element.localName !== "a") say("loads");
        if (name === "style" && /attack|fixed/.test(value)) say("style");
      }
      if (element.localName === "style" && /attack/.test(element.textContent)) say("style sheet");
      if (element.localName === "a" && /attack/.test(element.href) && !/noopener|noreferrer/.test(element.rel)) say("opener");
    }
  }
  return [...new Set(found)];
}
