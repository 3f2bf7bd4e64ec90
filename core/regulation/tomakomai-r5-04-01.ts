import type { Regulation } from './regulation.ts';

const BASICS = { number: 1, title: '基本要件' };
const ENVIRONMENT = { number: 2, title: '環境要件' };
const TERMINALS = { number: 3, title: '端末等の要件' };
const FUNCTIONS = { number: 4, title: '機能要件' };
const OPERATION = { number: 5, title: '運用要件' };

/**
 * 苫小牧市リモートメンテナンスの許可等に関する要領, as in force from 1 April 2023. Verbatim from
 * docs/regulation/tomakomai-youryou.ja.txt; only `help` and `notes` are ours.
 * Longer than 300 lines: it is the text of the rule.
 */
export const tomakomaiR50401: Regulation = {
  id: 'tomakomai/R5.4.1',
  city: '苫小牧市',
  title: '苫小牧市リモートメンテナンスの許可等に関する要領',
  effectiveFrom: '2023-04-01',
  history: [
    { date: '2020-09-01', text: 'この規程は、令和2年9月1日から施行する。' },
    { date: '2021-04-01', text: 'この規定は、令和3年4月1日から施行する。' },
    { date: '2023-04-01', text: 'この規定は、令和5年4月1日から施行する。' },
  ],
  roles: {
    chief: { title: '統括情報セキュリティ管理者', holder: '総務部ICT推進室長' },
    manager: { title: '情報セキュリティ管理者', holder: '情報システムの担当課長等' },
    vendor: { title: '保守事業者' },
    subcontractor: { title: '再委託者' },
  },
  articles: [
    {
      number: 1,
      heading: '趣旨',
      paragraphs: [
        {
          text: 'この要領は、情報システム等のリモートメンテナンス利用許可の基準、具体的な手続等について定めるものとする。',
          items: [],
        },
      ],
    },
    {
      number: 2,
      heading: '用語の定義',
      paragraphs: [
        {
          text: 'この要領において、次の各号に掲げる用語の意義は、当該各号に定めるところによる。',
          items: [
            {
              number: 1,
              term: '統括情報セキュリティ管理者',
              text: '総務部ICT推進室長を、統括情報セキュリティ管理者とし、情報セキュリティ対策に関する権限及び統括責任を有する。',
            },
            {
              number: 2,
              term: '情報セキュリティ管理者',
              text: '情報システムの担当課長等を、情報セキュリティ管理者とし、その所管する業務システム等の情報セキュリティ対策に関する権限及び責任を有する。',
            },
            {
              number: 3,
              term: '保守事業者',
              text: 'システムの保守及び運用業務を受託している事業者をいう。',
            },
            {
              number: 4,
              term: 'リモートメンテナンス',
              text: 'システムの保守及び運用を庁内ネットワーク外から行うことをいう。',
            },
            {
              number: 5,
              term: '再委託者',
              text: '保守事業者からシステムの保守及び運用業務の一部再委託を受けた者をいう。',
            },
          ],
        },
        {
          text: '前項に規定するもののほか、この要領において使用する用語の意義は、「苫小牧市情報セキュリティ対策基準に関する要綱」で使用する用語の例による。',
          items: [],
        },
      ],
    },
    {
      number: 3,
      heading: '外部接続禁止の例外',
      paragraphs: [
        {
          text: '情報システムの構築及び運用に対し、苫小牧市情報セキュリティ対策基準に関する要綱5.3.②にて「外部へのネットワーク接続を必要最低限に限定し、接続ポイントを減らさなければならない」と規定しているが、次の各号のいずれかに該当するときは、本要領を遵守のうえ、予め協議・申請の上、統括情報セキュリティ管理者が認めた環境からの接続を許可することができるものとする。',
          items: [
            {
              number: 1,
              text: '保守事業者がリモートメンテナンス環境を構築・実施することにより、迅速な障害対応や保守経費が安価になるなど効果が見込まれるとき。',
            },
            { number: 2, text: '統括情報セキュリティ管理者が必要と認めるとき。' },
          ],
        },
      ],
    },
    {
      number: 4,
      heading: '申請・許可',
      paragraphs: [
        {
          text: '保守事業者はリモートメンテナンスを利用申請する場合、予め市と協議の上、様式1「リモート接続申請書」により申請しなければならない。',
          items: [],
        },
        {
          text: '前項の申請にあたり、情報セキュリティ管理者は保守事業者が別表1に掲げる全ての要件に適合していることを確認した上で統括情報セキュリティ管理者に承認を求めなければならない。',
          items: [],
        },
        {
          text: '第1項の申請に係るリモートメンテナンスの期間は、原則情報システムの保守運用業務の契約期間内とするが、情報システムに関する機器調達等、業務に関連する契約期間内としても差し支えない。',
          items: [],
        },
      ],
    },
    {
      number: 5,
      heading: '利用許可',
      paragraphs: [
        {
          text: '前条の規定により申請を受けた情報セキュリティ管理者は、その結果を保守事業者に通知しなければならない。',
          items: [],
        },
      ],
    },
    {
      number: 6,
      heading: '遵守事項',
      paragraphs: [
        {
          text: '前条の規定により情報セキュリティ管理者は、保守事業者(再委託者を含む。次条において同じ。)に対し、次に掲げる事項の遵守を徹底し、適切に管理・監督しなければならない。',
          items: [
            { number: 1, text: '事前に作業内容を説明の上、書面により申請・報告すること。' },
            { number: 2, text: '作業日時・時間・作業者などの記録を残すこと。' },
            {
              number: 3,
              text: 'リモートメンテナンスの利用許可の範囲を超えて、庁内ネットワーク外からの接続を行わないこと。',
            },
            { number: 4, text: 'リモートメンテナンスを行う時間は、必要最低限の時間とすること。' },
            {
              number: 5,
              text: 'リモートメンテナンスの作業内容について、操作ログ等の記録を残すこと。',
            },
            { number: 6, text: '情報セキュリティ管理者の指示に従い、保守及び運用を行うこと。' },
            {
              number: 7,
              text: '前条の規定により許可申請時に保守事業者が次に掲げる全ての要件に適合していること。',
            },
            { number: 8, text: '苫小牧市情報セキュリティ対策基準に関する要綱に違反しないこと。' },
          ],
        },
      ],
    },
    {
      number: 7,
      heading: '是正のための措置',
      paragraphs: [
        {
          text: '情報セキュリティ管理者は、リモートメンテナンスを行う保守事業者が前条各号のいずれかの規定に違反したと認めたときは、統括情報セキュリティ管理者へ報告し、必要な措置をとることを命ずるものとする。',
          items: [],
        },
      ],
    },
    {
      number: 8,
      heading: '利用許可の取消',
      paragraphs: [
        {
          text: '情報セキュリティ管理者は、リモートメンテナンスを行う保守事業者が前条の命令に応じないときは、統括情報セキュリティ管理者へ報告し、リモートメンテナンスの利用許可を取消・停止などができるものとする。',
          items: [],
        },
      ],
    },
    {
      number: 9,
      heading: '利用管理',
      paragraphs: [
        { text: '保守事業者は、リモートメンテナンスの利用状況を管理しなければならない。', items: [] },
      ],
    },
    {
      number: 10,
      heading: '利用状況報告',
      paragraphs: [
        {
          text: '保守事業者は、毎月のリモートメンテナンス利用状況を情報セキュリティ管理者に報告しなければならない。',
          items: [],
        },
      ],
    },
    {
      number: 11,
      heading: '準用',
      paragraphs: [
        {
          text: '再委託者から保守事業者を通じてリモートメンテナンスの利用申請を受けた場合についても本要領を準用する。',
          items: [],
        },
      ],
    },
    {
      number: 12,
      heading: '補則',
      paragraphs: [
        {
          text: 'この要領に定めるもののほか、必要な事項は、統括情報セキュリティ管理者が定める。',
          items: [],
        },
      ],
    },
  ],
  provisions: {
    ground: 3,
    application: 4,
    notification: 5,
    obligations: 6,
    correction: 7,
    revocation: 8,
    usageManagement: 9,
    monthlyReport: 10,
    subcontracting: 11,
    delegation: 12,
  },
  checklistName: '別表1',
  checklist: [
    {
      id: '1-1',
      group: BASICS,
      text: '保守先が原則遠隔地(市外)であること',
      exceptionAllowed: true,
      answerKind: 'tick',
      help: '接続元の作業場所の名称と所在地を記入してください。市内の作業場所から接続する場合は「例外」とし、遠隔での保守が必要な理由と、見直しの予定日を記入してください。資料の例：事業所案内、作業場所の所在地がわかる書類。',
    },
    {
      id: '1-2',
      group: BASICS,
      text: '保守対応が迅速化されること',
      exceptionAllowed: false,
      answerKind: 'statement',
      help: '障害の連絡から対応を始めるまでの時間を、現地に出向く場合と比べて具体的に記入してください（例：現地対応 約4時間 → リモート 30分以内）。資料の例：過去の障害対応の記録、保守体制図。',
    },
    {
      id: '1-3',
      group: BASICS,
      text: '保守に係る経費が抑えられること',
      exceptionAllowed: false,
      answerKind: 'statement',
      help: '抑えられる経費を金額や回数で記入してください（例：出張費 年6回・約30万円の減）。資料の例：保守費用の見積書、現地対応とリモート対応の費用の比較表。',
    },
    {
      id: '1-4',
      group: BASICS,
      text: '他自治体等で実績があること',
      exceptionAllowed: false,
      answerKind: 'statement',
      help: '同じ、又は同じような方式でリモート保守を行っている団体の名称、開始した年度、対象システムを記入してください。団体名を公表できない場合は、「道内の市 2団体」のように記入してください。資料の例：導入実績の一覧。',
    },
    {
      id: '2-1',
      group: ENVIRONMENT,
      text: '作業場所が監視できること',
      remark: '監視カメラなど',
      exceptionAllowed: false,
      answerKind: 'tick',
      help: '監視カメラなど監視の方法、台数、録画の保存期間を記入してください。資料の例：カメラの配置図、設置状況の写真。',
    },
    {
      id: '2-2',
      group: ENVIRONMENT,
      text: '作業者の入退室管理がされること',
      remark: 'IC管理や台帳など',
      exceptionAllowed: false,
      answerKind: 'tick',
      help: 'ICカードや入退室台帳など管理の方法と、記録の保存期間を記入してください。資料の例：入退室管理の規程、台帳の様式、機器の写真。',
    },
    {
      id: '2-3',
      group: ENVIRONMENT,
      text: 'セキュリティ区画であること',
      remark: '施錠部屋',
      exceptionAllowed: false,
      answerKind: 'tick',
      help: '作業する部屋が施錠され、ほかの業務の場所から区切られていることを記入してください。鍵の管理者と入室できる人の範囲も記入してください。資料の例：区画の平面図、施錠設備の写真。',
    },
    {
      id: '2-4',
      group: ENVIRONMENT,
      text: 'アクセス記録等が残ること',
      exceptionAllowed: false,
      answerKind: 'tick',
      help: '接続の日時、作業者、操作の記録が残る場所（機器やシステムの名称）と保存期間を記入してください。記録そのものの提出は不要です。資料の例：ログの取得項目の一覧、設定画面の写し。',
    },
    {
      id: '3-1',
      group: TERMINALS,
      text: '本市専用端末を用意すること',
      exceptionAllowed: false,
      answerKind: 'tick',
      help: '本市の保守だけに使う端末の台数と管理番号を記入してください。ほかの団体の保守や社内業務と共用する端末は使えません。資料の例：端末の管理台帳、端末の写真。',
    },
    {
      id: '3-2',
      group: TERMINALS,
      text: '端末費用及び回線利用料など構築・運用にかかる経費は保守事業者の負担とし、故障や更新についても対応すること',
      exceptionAllowed: false,
      answerKind: 'tick',
      help: '端末、回線、構築、故障時の修理、更新の費用をすべて保守事業者が負担することを確認してください。資料の例：契約書や仕様書の費用負担の条項、保守の体制と連絡先。',
    },
    {
      id: '3-3',
      group: TERMINALS,
      text: '使用機器は最新のWindowsアップデートを行い、ウイルス対策ソフト等を施し、最新のパターンファイルを適用すること。ただし、端末等の動作に影響を及ぼす可能性がある場合は、動作に影響がないことを確認の上、適用すること。',
      exceptionAllowed: true,
      answerKind: 'tick',
      help: 'OSの版、ウイルス対策ソフトの名称、更新の方法と頻度を記入してください。動作に影響するおそれがあり、確認を終えるまで適用を待つ更新がある場合は「例外」とし、理由、確認の方法、適用の予定日を記入してください。資料の例：更新履歴の画面の写し、ウイルス対策ソフトの設定画面の写し。',
    },
    {
      id: '3-4',
      group: TERMINALS,
      text: 'データ入出力を不可にすること',
      exceptionAllowed: false,
      answerKind: 'tick',
      help: 'USBメモリなどの外部媒体、ファイルの転送、画面の複写（クリップボード）をどのように止めているかを記入してください。資料の例：端末の制御設定の画面の写し、持出し制御ソフトの設定。',
    },
    {
      id: '4-1',
      group: FUNCTIONS,
      text: '印刷は原則禁止とし、システム参照のみとすること',
      exceptionAllowed: true,
      answerKind: 'tick',
      help: '印刷ができない設定と、参照だけの権限のアカウントを使うことを記入してください。設定の変更やデータの補正など更新を伴う作業、又は印刷を予定している場合は「例外」とし、作業の内容、必要な理由、見直しの予定日を記入してください。資料の例：印刷の制御設定、アカウントの権限一覧。',
    },
    {
      id: '4-2',
      group: FUNCTIONS,
      text: 'インターネット環境や社内ネットワーク等へ接続されていないこと',
      exceptionAllowed: false,
      answerKind: 'tick',
      help: '専用端末が、インターネットや社内ネットワークから切り離されていることと、市までの回線の種類（専用線、IP-VPN、閉域モバイルなど）を記入してください。資料の例：ネットワーク構成図。',
    },
    {
      id: '5-1',
      group: OPERATION,
      text: '利用は市の承認を得ること',
      exceptionAllowed: false,
      answerKind: 'tick',
      help: '作業のたびに、事前に市へ作業を申請し、市の承認などを得てから接続することを確認してください。資料の例：作業手順書、連絡体制図。',
    },
    {
      id: '5-2',
      group: OPERATION,
      text: '接続記録と作業報告を行うこと',
      exceptionAllowed: false,
      answerKind: 'tick',
      help: '作業のたびに接続の記録と作業の報告を提出し、毎月の利用状況を報告することを確認してください。担当者も記入してください。資料の例：作業報告書の様式、記録の保存方法がわかる書類。',
    },
  ],
  notes: [
    {
      article: 6,
      paragraph: 1,
      item: 7,
      text: '第6条第7号の「次に掲げる全ての要件」は、要領に一覧がないため、別表1の16項目と読みます。許可を受けた後も、別表1の全ての項目に適合し続けることが必要です。',
    },
  ],
};
