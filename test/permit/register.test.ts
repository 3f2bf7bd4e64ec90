import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { childOf, permitIn } from '../support/permit.ts';
import { CARE, CHIEF, createStory, OTHER_VENDOR, type Story, TAX, VENDOR } from '../support/story.ts';

const listed = async (story: Story, address: string, query = '') =>
  (await (await story.as(address))('GET', `/v1/permits${query}`)).json;
const numbers = async (story: Story, query: string, address = CHIEF): Promise<string[]> =>
  (await listed(story, address, query)).permits.map(({ permitNo }: { permitNo: string }) => permitNo);

describe('許可台帳（F12）', () => {
  test('全項目: 申請・確認・承認・通知の日、文書番号、例外、次回の再確認、保存期間の末日', async () => {
    const story = await createStory();
    const { caseId, permitNo } = await permitIn(story);
    const { permits } = await listed(story, TAX);
    expect(permits).toEqual([
      expect.objectContaining({
        caseId,
        permitNo,
        status: 'upcoming',
        appliedOn: '2026-04-06',
        confirmedOn: '2026-04-06',
        approvedOn: '2026-04-06',
        notifiedOn: '2026-04-06',
        documentNo: '苫税第1号',
        contractTo: '2029-04-06',
        exceptions: [],
        monthsMissing: [],
        violations: 0,
        openOrders: 0,
        nextReviewOn: '2027-04-06',
        regulationId: 'tomakomai/R5.4.1',
        keptUntil: '2033-03-31',
      }),
    ]);
  });

  test('INV-17: 市は自分の課、統括部門は全部、事業者は自社だけ', async () => {
    const story = await createStory();
    const { permitNo } = await permitIn(story);
    expect(await numbers(story, '', TAX)).toEqual([permitNo]);
    expect(await numbers(story, '', CHIEF)).toEqual([permitNo]);
    expect(await numbers(story, '', VENDOR)).toEqual([permitNo]);
    expect(await numbers(story, '', CARE)).toEqual([]);
    expect(await numbers(story, '', OTHER_VENDOR)).toEqual([]);
    expect(await numbers(story, '?section=tax', CARE)).toEqual([]);
  });

  test('検索と絞込み: 番号・名称（全角・半角・かなを問わない）、状態、満了までの日数、版', async () => {
    const story = await createStory();
    const first = await permitIn(story);
    const child = await childOf(story, first.permitNo, {
      period: { from: story.application().period.from, to: '2026-09-30' },
    });
    const both = [child.permitNo, first.permitNo];
    expect(await numbers(story, '')).toEqual(both);
    const found = (q: string) => numbers(story, `?q=${encodeURIComponent(q)}`);
    expect(await found('再委託ｼｽﾃﾑ')).toEqual([child.permitNo]);
    expect(await found('ほくとじょうほう')).toEqual(both);
    expect(await found('ｒ８－Ｐ０００１')).toEqual(['R8-P0001']);
    expect(await found('苫税第2号')).toEqual([child.permitNo]);
    expect(await found('どこにもない')).toEqual([]);
    expect(await numbers(story, '?state=in-force&system=tax-system')).toEqual(both);
    expect(await numbers(story, '?state=over')).toEqual([]);
    expect(await numbers(story, '?within=200')).toEqual([child.permitNo]);
    expect(await numbers(story, '?rule=tomakomai/R5.4.1')).toEqual(both);
    expect(await numbers(story, '?rule=tomakomai/R9.4.1')).toEqual([]);
    expect(await numbers(story, '?missing=yes')).toEqual([]);
  });

  test('未提出の月: 期限を過ぎても報告のない月を数え、絞り込める（第10条）', async () => {
    const story = await createStory();
    const { permitNo } = await permitIn(story);
    await story.until('2026-05-01T09:30');
    expect(await numbers(story, '?missing=yes')).toEqual([]);
    await story.until('2026-05-20T09:30');
    expect(await numbers(story, '?missing=yes')).toEqual([permitNo]);
    const { permits } = await listed(story, TAX);
    expect(permits[0].monthsMissing).toEqual(['2026-04']);
  });

  test('緊急接続停止中の許可は、再委託者の許可も含めて、台帳とCSVにそう示す（第6条第6号、第11条）', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const { caseId, permitNo } = await permitIn(story);
    await childOf(story, permitNo);
    const other = await permitIn(story);
    await orders.instruct(caseId, { kind: 'cut-off', dueOn: undefined });
    const { permits } = await listed(story, TAX);
    expect(permits.map((one: { cutOff: boolean }) => one.cutOff)).toEqual([false, true, true]);
    for (const address of [TAX, VENDOR]) {
      const page = (await (await browse(story, address))('/permits')).text;
      expect(page.match(/緊急接続停止中/g)).toHaveLength(2);
    }
    const csv = await (await browse(story, TAX))('/permits.csv?encoding=utf-8');
    const lines = Buffer.from(csv.text, 'base64').toString().split('\r\n');
    expect(lines[0]).toContain('"緊急接続停止"');
    expect(lines.filter((line) => line.includes('"停止中"'))).toHaveLength(2);
    expect(lines.find((line) => line.includes(other.permitNo))).not.toContain('停止中');
  });

  test('事業者には、認知でなく是正命令の件数を、そう名付けて示す（第7条）', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await story.until('2026-04-20T09:00');
    await orders.ordered(caseId);
    await orders.find(caseId);
    const seen = async (address: string, path: string) => (await (await browse(story, address))(path)).text;
    expect(await seen(TAX, '/permits')).toMatch(/認知 2件.*未完了の命令 1件/s);
    const page = await seen(VENDOR, '/permits');
    expect(page).toContain('<th scope="col">是正命令</th>');
    expect(page).toMatch(/是正命令 1件.*未完了の命令 1件/s);
    expect(page).not.toContain('認知');
    const csv = async (address: string) =>
      Buffer.from(await seen(address, '/permits.csv?encoding=utf-8'), 'base64').toString();
    expect(await csv(VENDOR)).toContain('"是正命令（件）","未完了の是正命令（件）"');
    expect(await csv(VENDOR)).not.toContain('認知');
    expect(await csv(TAX)).toContain('"違反の認知（件）","未完了の是正命令（件）"');
  });

  test('頁送り: 索引を課ごとに新しい順にたどり、もれも重なりもない', async () => {
    const story = await createStory();
    const made = [];
    for (let index = 0; index < 5; index++) made.push((await permitIn(story)).permitNo);
    const { listPermits } = await import('../../core/permit/list-permits.ts');
    const { makeCaller } = await import('../../core/directory/caller.ts');
    const { loadPerson } = await import('../../core/directory/directory-store.ts');
    const chief = await loadPerson(story.store, 'p-chief');
    if (!chief) throw new Error('no chief');
    const caller = await makeCaller(story.store, chief, story.today(), 'screen');
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listPermits(story.ports)(caller, { cursor }, 2);
      seen.push(...page.permits.map(({ permitNo }) => permitNo));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(made.toReversed());
  });

  test('台帳の画面: 50件を超えるとページの番号が付き、条件を付けても、番号のページが続く。CSVの名は中身のとおり', async () => {
    const story = await createStory();
    for (let index = 0; index < 51; index++) await permitIn(story);
    const chief = await story.as(CHIEF);
    const page = async (path: string) => {
      const { document } = parseHTML((await chief('GET', path)).text);
      return {
        rows: [...document.querySelectorAll('main table tbody tr th')].map((one) => one.textContent ?? ''),
        about: document.querySelector('nav.pages p')?.textContent,
        hrefs: [...document.querySelectorAll('nav.pages a')].map((one) => one.getAttribute('href')),
        buttons: [...document.querySelectorAll('[aria-labelledby="download"] a')].map((a) => a.textContent),
      };
    };
    const first = await page('/permits');
    expect(first.rows).toHaveLength(50);
    expect(first.about).toBe('全51件のうち1件目から50件目まで');
    expect(first.buttons).toEqual([
      '許可台帳のCSVを保存する（UTF-8）',
      '許可台帳のCSVを保存する（シフトJIS）',
    ]);
    const second = await page('/permits?page=2');
    expect(second.rows).toEqual(['R8-P0001']);
    expect(new Set([...first.rows, ...second.rows]).size).toBe(51);
    const inForce = await page('/permits?state=in-force&section=tax');
    expect(inForce.about).toBe('全51件のうち1件目から50件目まで');
    expect(inForce.hrefs).toContain('/permits?state=in-force&section=tax&page=2');
    expect(inForce.buttons[0]).toBe('条件に合う許可のCSVを保存する（UTF-8）');
    expect((await page('/permits?state=in-force&section=tax&page=2')).rows).toEqual(['R8-P0001']);
    // A vendor has its own.
    const own = parseHTML((await (await story.as(VENDOR))('GET', '/permits?page=2')).text).document;
    expect(own.querySelectorAll('main table tbody tr')).toHaveLength(1);
    expect(own.querySelector('[aria-labelledby="download"] a')?.textContent).toContain('許可一覧のCSV');
    // One is enough for one page.
    expect((await page('/permits?q=P0007')).about).toBeUndefined();
  });

  test.each(['x', '0.x', '9.', '-1.', '0.AAAA'])('知らない続きの位置 %s は断る', async (cursor) => {
    const story = await createStory();
    await permitIn(story);
    const answer = await (await story.as(CHIEF))('GET', `/v1/permits?cursor=${cursor}`);
    expect(answer.status).toBe(400);
  });
});

describe('許可台帳のCSV', () => {
  const download = async (story: Story, path: string) => (await browse(story, TAX))(path);
  const bytesOf = (body: string) => Buffer.from(body, 'base64');

  test('UTF-8はBOMとCRLF、全欄に引用符', async () => {
    const story = await createStory();
    const { permitNo } = await permitIn(story);
    const answer = await download(story, '/permits.csv?encoding=utf-8&state=in-force');
    expect(answer.headers['content-disposition']).toContain('attachment');
    const bytes = bytesOf(answer.text);
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = bytes.toString().split('\r\n');
    expect(lines[0]).toContain('"許可番号","状態"');
    expect(lines[1]).toContain(`"${permitNo}","有効（開始前）"`);
    expect(lines).toHaveLength(3);
  });

  test('シフトJISで表せない文字は、どの許可のどの項目かを示し、置き換えるかUTF-8かを選ばせる', async () => {
    const story = await createStory();
    const { permitNo } = await permitIn(story);
    await childOf(story, permitNo, {});
    const plain = await download(story, '/permits.csv?encoding=cp932');
    expect(new TextDecoder('shift_jis').decode(bytesOf(plain.text))).toContain('北斗情報システム株式会社');
    const { caseId } = await permitIn(story, {
      subcontracting: { parentPermitNo: permitNo, company: '𠮷野システム', cityConsentNo: '苫情推第9号' },
    });
    const refused = await download(story, '/permits.csv?encoding=cp932');
    expect(refused.status).toBe(422);
    const entry = (await listed(story, TAX)).permits.find((one: { caseId: string }) => one.caseId === caseId);
    for (const word of ['𠮷', '再委託者', entry.permitNo]) expect(refused.text).toContain(word);
    const replaced = await download(story, '/permits.csv?encoding=cp932&replace=yes');
    expect(new TextDecoder('shift_jis').decode(bytesOf(replaced.text))).toContain('〓野システム');
  });

  /** Copies of a permit, row by row; `conditions` takes the place of those of the approval. */
  const multiply = async (story: Story, caseId: string, count: number, conditions?: string) => {
    const { behind: store } = story;
    const hash = `CASE#${caseId}`;
    const wanted = ['STATE', 'PERMIT', 'REV#0001', 'DECISION#approve#0001#001'];
    const { items } = await store.query({ hash, limit: 1000 });
    const rows = items.filter(({ sk }) => wanted.includes(sk));
    expect(rows.map(({ sk }) => sk).sort()).toEqual(wanted.toSorted());
    const copies = Array.from({ length: count }, (_, index) => {
      const id = `${caseId.slice(0, -6)}${String(index).padStart(6, '0')}`;
      return rows.map((row) => ({
        put: {
          ...JSON.parse(JSON.stringify(row).replaceAll(caseId, id)),
          ...(conditions !== undefined && row.sk.startsWith('DECISION#')
            ? { decision: { ...(row['decision'] as object), caseId: id, conditions } }
            : {}),
        },
      }));
    });
    for (let at = 0; at < copies.length; at += 25) await store.transact(copies.slice(at, at + 25).flat());
  };

  test('台帳の途中で切れたCSVは出さない: 収まらなければファイルを作らず、条件を分けるよう示す', async () => {
    const story = await createStory();
    const { caseId, permitNo } = await permitIn(story);
    await multiply(story, caseId, 4_999);
    const whole = await download(story, '/permits.csv?encoding=utf-8');
    expect(bytesOf(whole.text).toString().split('\r\n')).toHaveLength(1 + 5_000 + 1);
    const more = await permitIn(story, { period: { ...story.application().period, to: '2026-09-30' } });
    for (const encoding of ['utf-8', 'cp932']) {
      const refused = await download(story, `/permits.csv?encoding=${encoding}&q=${permitNo.slice(0, 4)}`);
      expect(refused.status).toBe(422);
      expect(refused.headers['content-disposition']).toBeUndefined();
      expect(refused.text).toContain('ファイルは作成していません');
      expect(refused.text).toContain(`value="${permitNo.slice(0, 4)}"`);
    }
    const part = await download(story, '/permits.csv?encoding=utf-8&within=200');
    expect(bytesOf(part.text).toString()).toContain(more.permitNo);
    expect(bytesOf(part.text).toString().split('\r\n')).toHaveLength(3);
  });

  test('1行は3回の読取り: 事業者・システム・課は、行ごとに読み直さない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    await multiply(story, caseId, 49);
    const { listPermits } = await import('../../core/permit/list-permits.ts');
    const { makeCaller } = await import('../../core/directory/caller.ts');
    const { loadPerson } = await import('../../core/directory/directory-store.ts');
    const chief = await loadPerson(story.store, 'p-chief');
    if (!chief) throw new Error('no chief');
    const caller = await makeCaller(story.store, chief, story.today(), 'screen');
    let reads = 0;
    const store: typeof story.store = {
      ...story.store,
      get: (key) => {
        reads += 1;
        return story.store.get(key);
      },
    };
    const { permits } = await listPermits({ ...story.ports, store })(caller);
    expect(permits).toHaveLength(50);
    expect(reads).toBe(50 * 3 + 3);
  });

  test('Lambdaの応答（6 MB）に収まらないCSVも、作らずにそう示す', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story);
    await multiply(story, caseId, 900, '条'.repeat(2_000));
    const refused = await download(story, '/permits.csv?encoding=utf-8');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('ファイルは作成していません');
    const smaller = await download(story, '/permits.csv?encoding=cp932');
    expect(smaller.status).toBe(200);
    expect(smaller.text.length).toBeLessThan(6 * 1024 * 1024);
    expect(new TextDecoder('shift_jis').decode(bytesOf(smaller.text)).split('\r\n')).toHaveLength(903);
  });
});
