import { html } from 'hono/html';
import { regulationById } from '../../core/regulation/regulations.ts';
import type { Contact, Issued } from '../../core/values/signed.ts';
import { wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { cell, contactBlock, doubtsLine, paperPage, sealMark } from '../ui/sheet.ts';
import type { Lines } from './lines.ts';

/** What all A4 papers of 第6条–第8条 are made of. */

export type Paper = {
  readonly lines: Lines;
  /** Number and date, on the right. */
  readonly head: readonly string[];
  readonly to: readonly string[];
  readonly from: readonly string[];
  readonly seal?: Html;
  readonly sentence: string;
  readonly contact?: Contact | undefined;
  /** 疑義の申出, on what decides something. */
  readonly doubts?: string | undefined;
};
export type Back = { readonly href: string; readonly label: string };

export const paper = (context: PageContext, content: Paper, back: Back): Html => {
  const { lines, head, to, from, seal, sentence, contact, doubts } = content;
  return paperPage(context, {
    title: lines.title,
    back,
    body: html`<p class="paper-right">${head.map((text) => html`${text}<br>`)}</p>
<p>${to.map((text) => html`${text}<br>`)}</p>
<p class="paper-issuer">${from.map((text) => html`<span>${text}</span>`)}${seal}</p>
<h1>${lines.title}</h1>
<p class="paper-sentence">${sentence}</p>
<p class="paper-center" aria-hidden="true">記</p>
<dl class="paper-items">${lines.rows
      .filter(([label]) => label !== '文書番号' && label !== '記名' && label !== '日時')
      .map(
        ([label, text], index) =>
          html`<div><dt><span class="paper-number">${index + 1}</span>${label}</dt><dd>${cell(text)}</dd></div>`,
      )}</dl>
<p class="paper-right">以上</p>
${doubtsLine({ doubts })}
${contact ? contactBlock(contact) : ''}`,
  });
};

export const issuedPaper = (lines: Lines, issued: Issued, sentence: (title: string) => string): Paper => ({
  lines,
  head: [issued.documentNo, wareki(issued.issuedOn)],
  to: [issued.addressee.name, `${issued.addressee.representative}　様`],
  from: inOrder(issued.issuer),
  seal: sealMark(issued),
  sentence: sentence(issued.regulationTitle),
  contact: issued.contact,
});

export const inOrder = ({ city, role, title, name }: Issued['issuer']): readonly string[] => [
  city,
  ...(role === undefined ? [] : [role]),
  title,
  name,
];

/** 第7条 and so on, by the version of the rule. */
export const articlesOf = (regulationId: string) => {
  const { obligations, correction, revocation, subcontracting, delegation } =
    regulationById(regulationId).provisions;
  return {
    obligations: `第${obligations}条`,
    correction: `第${correction}条`,
    revocation: `第${revocation}条`,
    subcontracting: `第${subcontracting}条`,
    delegation: `第${delegation}条`,
  };
};
export type Articles = ReturnType<typeof articlesOf>;
