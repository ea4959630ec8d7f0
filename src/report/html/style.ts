const COLORS = `
:root{color-scheme:light dark;--page:#f4f6f9;--card:#fff;--ink:#18212f;--dim:#535e70;--line:#d5dbe5;--link:#0a58ab;
--head:#12203a;--head-ink:#fff;--head-dim:#b9c6dc;--field:#7a8596;
--good:#0c6438;--good-back:#dff3e7;--warn:#7d4600;--warn-back:#fcecd2;--bad:#a11a2e;--bad-back:#fbe3e6;
--plain:#465164;--plain-back:#e8ecf2;--unsure:#64379a;--unsure-back:#efe7fa;
--restricted:#1d8a53;--baseline:#b8790a;--privileged:#c4384d;--track:#e3e8ef}
@media screen and (prefers-color-scheme:dark){:root{--page:#0e131a;--card:#171e28;--ink:#e5eaf1;--dim:#a2aebe;--line:#2d3846;--link:#84bcff;
--head:#0a1628;--head-ink:#f2f6fc;--head-dim:#a9b8d0;--field:#7d8aa0;
--good:#86dbab;--good-back:#12352a;--warn:#f4c47c;--warn-back:#3b2b10;--bad:#ff9aa8;--bad-back:#441b23;
--plain:#b7c2d2;--plain-back:#28323f;--unsure:#cdaef7;--unsure-back:#33254a;
--restricted:#3fb57a;--baseline:#d9a03c;--privileged:#e8667a;--track:#28323f}}
`

const PAGE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;overflow-wrap:anywhere}
[hidden]{display:none!important}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
main:focus{outline:none}
.skip{position:absolute;left:-100vw;top:0;z-index:3;background:var(--card);color:var(--link);padding:.75rem 1rem}
.skip:focus{left:0}
header.page{background:var(--head);color:var(--head-ink)}
header.page>div,main,footer{max-width:74rem;margin:0 auto;padding:0 1.25rem}
header.page>div{padding-block:1.75rem 1.25rem}
header.page a{color:var(--head-ink)}
header.page :focus-visible{outline-color:var(--head-ink)}
.brand{margin:0;font-weight:650;letter-spacing:.14em;text-transform:uppercase;font-size:.8rem;color:var(--head-dim)}
h1{margin:.1rem 0 .75rem;font-size:clamp(1.7rem,4vw,2.4rem);line-height:1.15;letter-spacing:-.015em}
header.page dl{display:flex;flex-wrap:wrap;gap:.25rem 2rem;margin:0}
header.page dl div{display:flex;gap:.5rem}
header.page dt{color:var(--head-dim)}
header.page dd{margin:0;font-weight:600}
nav ul{display:flex;flex-wrap:wrap;gap:0 1.5rem;list-style:none;margin:1rem 0 -1.25rem;padding:0}
nav a{display:block;padding:.6rem 0;text-decoration:none;border-bottom:3px solid transparent}
nav a:hover{border-color:currentColor}
footer{padding-block:1.5rem 3rem;color:var(--dim);font-size:.875rem}
section{padding-top:2rem}
section,article{scroll-margin-top:1rem}
h2{margin:0 0 .5rem;font-size:1.5rem;letter-spacing:-.01em}
h3{margin:0 0 .5rem;font-size:1.075rem}
h4{margin:.9rem 0 .15rem;font-size:.8rem;color:var(--dim);text-transform:uppercase;letter-spacing:.05em}
p{margin:0 0 .75rem}
ul{margin:0;padding-left:1.1rem}
.lede{font-size:1.125rem;color:var(--dim);margin-bottom:1rem}
.dim{color:var(--dim)}
.card{background:var(--card);border:1px solid var(--line);border-radius:.65rem;padding:1.1rem 1.25rem}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:1rem;margin-bottom:1rem}
.stack{display:grid;gap:1rem;align-content:start}
code,pre,.name{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em;unicode-bidi:isolate}
code,pre{white-space:pre-wrap}
table{width:100%;border-collapse:collapse;text-align:left}
th{font-weight:600;vertical-align:top}
td{vertical-align:top}
.amount{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
summary{cursor:pointer}
`

const SUMMARY = `
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1rem;margin:0 0 1rem}
.tile{border-top:4px solid var(--line)}
.tile dt{color:var(--dim);font-size:.9rem}
.tile dd{margin:0}
.tile b{font-size:2.1rem;line-height:1.2;font-variant-numeric:tabular-nums}
.tile span{color:var(--dim);font-size:.9rem}
.tile.changed{border-top-color:var(--restricted)}
.tile.held{border-top-color:var(--baseline)}
.assumption{border-left:4px solid var(--unsure);margin-bottom:1rem}
.failure{border-left:4px solid var(--bad);margin-bottom:1rem}
.levels{margin:0;align-self:start}
.assumption code{white-space:nowrap}
.levels svg{display:block;width:100%;max-width:34rem;margin:.5rem auto}
.levels text{font-size:14px;fill:var(--dim)}
.levels .number{font-size:18px;font-weight:650;fill:var(--ink)}
.levels .side{font-size:13px;letter-spacing:.04em}
svg .restricted{fill:var(--restricted)}svg .baseline{fill:var(--baseline)}svg .privileged{fill:var(--privileged)}svg .none{fill:var(--line)}
svg .ribbon{fill-opacity:.32}
.levels td,.levels th{padding:.2rem .5rem .2rem 0}
.bars th{padding:.35rem 1rem .35rem 0;width:58%;font-size:.95rem}
.bars th span{display:block;font-weight:400;font-size:.85rem;line-height:1.35}
.bars td{padding:.35rem 0;vertical-align:middle}
.bars .amount{padding-left:.75rem;font-weight:600}
.bars svg{display:block;width:100%;height:.65rem;border-radius:.35rem}
.track{fill:var(--track)}.proven,.exemption{fill:var(--restricted)}.likely{fill:var(--link)}.assumed,.stance,.unknown{fill:var(--unsure)}
.evidence,.deviation{fill:var(--baseline)}.api-rule{fill:var(--privileged)}
.notices{padding-left:2.25rem}
.notices li+li{margin-top:.4rem}
`

const WORKLOADS = `
#filter{display:grid;grid-template-columns:minmax(14rem,2fr) repeat(3,minmax(7rem,1fr)) auto;gap:.4rem .9rem;margin:0 0 1rem}
#filter p{margin:0}
#filter label{display:block;font-size:.875rem;font-weight:600;margin-bottom:.2rem}
input,select,button{font:inherit;color:var(--ink);background:var(--page);border:1px solid var(--field);border-radius:.4rem;padding:.45rem .65rem;min-height:2.6rem;max-width:100%}
input,select{width:100%}
button{cursor:pointer}
button:hover{border-color:var(--link);color:var(--link)}
#filter .buttons{align-self:end}
#found{grid-column:1/-1;color:var(--dim)}
#index{border-collapse:separate;border-spacing:0;padding:.35rem 1.25rem .6rem;margin-bottom:1.5rem}
table.card th,table.card td{padding:.5rem 1rem .5rem 0;border-bottom:1px solid var(--line)}
table.card{border-collapse:separate;border-spacing:0}
table.card thead th{color:var(--dim);font-size:.875rem}
table.card tr:last-child>*{border-bottom:0}
table.card thead tr:last-child>*{border-bottom:1px solid var(--line)}
table.card .amount{padding-right:0;padding-left:.75rem}
table.card tbody th,.dim{font-weight:400}
.level{display:inline-block;padding:0 .5rem;border-radius:1rem;border:1px solid;font-size:.8rem;line-height:1.5;white-space:nowrap}
.level.restricted{color:var(--good);background:var(--good-back)}
.level.baseline{color:var(--warn);background:var(--warn-back)}
.level.privileged{color:var(--bad);background:var(--bad-back)}
.to{color:var(--dim)}
.workload{margin-bottom:1rem;padding:0}
.workload>header{padding:1.1rem 1.25rem .35rem}
.workload h3{margin-bottom:.25rem}
.workload header p{margin-bottom:.4rem;font-size:.925rem}
.kind{color:var(--dim);font-weight:500}
.name{font-weight:650}
.entry{border-top:1px solid var(--line)}
.entry>summary,.remark{display:grid;grid-template-columns:.9rem 5rem 15.5rem minmax(0,1fr) auto;gap:.25rem .75rem;align-items:baseline;padding:.55rem 1.25rem}
.entry>summary{list-style:none}
.entry>summary::-webkit-details-marker{display:none}
.entry>summary::before,.remark::before{content:"";margin-top:.5rem;align-self:start;width:.5rem;height:.5rem}
.entry>summary::before{border:solid var(--dim);border-width:0 2px 2px 0;transform:rotate(-45deg)}
.entry[open]>summary::before{transform:rotate(45deg)}
.entry>summary:hover{background:var(--page)}
.entry:last-child>summary{border-radius:0 0 .6rem .6rem}
.verdict,.badge{display:inline-block;padding:0 .5rem;border-radius:.3rem;font-size:.8rem;line-height:1.6;font-weight:600;white-space:nowrap;color:var(--plain);background:var(--plain-back)}
.verdict{text-align:center}
.badges{display:flex;gap:.35rem}
.verdict.changed{color:var(--good);background:var(--good-back)}
.verdict.held{color:var(--warn);background:var(--warn-back)}
.badge.assumed{color:var(--unsure);background:var(--unsure-back)}
.badge.immutable{color:var(--bad);background:var(--bad-back)}
code.control{font-weight:600}
.what{color:var(--dim)}
.container{font-weight:600;color:var(--ink);unicode-bidi:isolate}
.entry dl{display:grid;grid-template-columns:8.5rem minmax(0,1fr);gap:.45rem 1rem;margin:.25rem 1.25rem 1.1rem;padding:.9rem 0 0;border-top:1px dashed var(--line)}
.entry dt{color:var(--dim);font-size:.9rem}
.entry dd{margin:0}
.entry dd pre{margin:.25rem 0 0;padding:.5rem .75rem;background:var(--page);border-radius:.35rem}
.source{color:var(--dim)}
q{quotes:none;font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em;background:var(--plain-back);padding:.05rem .3rem;border-radius:.25rem;unicode-bidi:isolate}
.diff{border-top:1px solid var(--line)}
.diff>summary{padding:.6rem 1.25rem;color:var(--link)}
.diff pre{margin:0;padding:.75rem 1.25rem;border-top:1px solid var(--line);line-height:1.45}
.at{color:var(--unsure)}
ins,del{display:inline-block;width:100%;text-decoration:none;padding:0 .25rem}
ins{color:var(--good);background:var(--good-back)}
del{color:var(--bad);background:var(--bad-back)}
article.control .title{font-size:1.05rem;margin:0}
article.control header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}
article.control h4+p{margin:0}
`

const OTHER_MEDIA = `
@media (min-width:62rem) and (min-height:40rem){#filter{position:sticky;top:0;z-index:2;padding-block:.7rem;box-shadow:0 .4rem 1rem #0002}
.workload{scroll-margin-top:9rem}}
@media (max-width:44rem){header.page>div,main,footer{padding-inline:.9rem}.tiles{grid-template-columns:1fr 1fr;gap:.6rem}
.card{padding:.85rem .9rem}.tile b{font-size:1.7rem}
#filter{grid-template-columns:1fr 1fr}#filter .text,#filter .buttons{grid-column:1/-1}
#index{padding:.25rem .9rem}table.card th,table.card td{padding-right:.6rem}
.workload{padding:0}.workload>header{padding:.9rem .9rem .25rem}.entry>summary,.remark,.diff>summary,.diff pre{padding-inline:.9rem}
.entry dl{grid-template-columns:1fr;gap:.1rem;margin-inline:.9rem}.entry dd{margin-bottom:.6rem}
.entry>summary,.remark{grid-template-columns:.9rem 5rem 1fr}.badges{grid-area:1/3}.entry code.control,.what{grid-column:2/-1}.remark code.control:empty{display:none}
#index{table-layout:fixed}#index th:first-child{width:36%}#index th:nth-child(2){width:30%}#index th:nth-child(3){width:20%}#index .amount{padding:.5rem 0}#index .kind{display:block;font-size:.72rem}#index .note{display:none}table.card thead th{font-size:.75rem}
.tile:last-child{grid-column:1/-1}.bars th{width:66%}
.levels text{font-size:17px}.levels .number{font-size:21px}.levels .side{font-size:16px}}
@media (min-width:44rem){#exemptions code{white-space:nowrap}}
@media (forced-colors:active){.level,.verdict,.badge,.card{border:1px solid}svg .ribbon{fill:GrayText}}
@media print{:root{color-scheme:light}.tiles{grid-template-columns:repeat(5,1fr)}body{background:#fff;color:#000;font-size:10pt}header.page{background:none;color:#000}
header.page *{color:#000!important}nav,.skip,#filter,footer{display:none}
.tile,figure,tr,.entry>summary{break-inside:avoid}h2,h3{break-after:avoid}details::details-content{content-visibility:visible;display:block;height:auto}}
`

/**
 * How the page looks: on wide and narrow screens, light and dark, and on paper. Nothing in it leaves rendering for later
 * (`content-visibility`): in Chromium the first press of the tab key then takes minutes in a page of 1,000 workloads.
 */
export const STYLE = `${COLORS}${PAGE}${SUMMARY}${WORKLOADS}${OTHER_MEDIA}`
