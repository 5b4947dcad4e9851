// The look of a report: light and dark as its reader has it, light and without waste on paper.

export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #14171c);
  --text: light-dark(#1b2029, #e7eaf0);
  --soft: light-dark(#566072, #a3adbd);
  --line: light-dark(#d5d9e0, #353b46);
  --mark: light-dark(#8a4b00, #ffc078);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
body { margin: 0 auto; max-width: 1080px; padding: 24px; background: var(--ground); color: var(--text); }
h1 { margin: 0 0 4px; font-size: 26px; }
h2 { margin: 34px 0 8px; font-size: 19px; }
h3 { margin: 20px 0 6px; font-size: 15px; }
p, dl { margin: 6px 0; }
.soft, figcaption { color: var(--soft); font-size: 13.5px; }
.label { display: inline-block; margin-left: 8px; padding: 1px 10px; border: 1.5px solid var(--mark); border-radius: 999px;
  color: var(--mark); font-size: 14px; font-weight: 600; vertical-align: middle; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 20px; }
figure { margin: 0; max-width: 640px; }
figure svg { width: 100%; height: auto; display: block; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 4px 0 0; padding: 0; list-style: none; font-size: 13.5px; }
.legend svg { display: inline-block; width: 30px; height: 10px; margin-right: 5px; vertical-align: middle; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 4px 0; }
th, td { text-align: left; vertical-align: top; padding: 4px 14px 4px 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 400; }
tbody th { font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
@media print {
  :root { color-scheme: light; font-size: 12px; }
  body { max-width: none; padding: 0; }
  figure, tr, h2, h3 { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
`
