import { CANDIDATE_KINDS } from '../../regulation/candidate-kinds.ts';
import { clausesOfMatters } from '../matter.ts';
import { count, dated, month } from '../words.ts';
import { COMPLIANCE, citing, clausesOf, type FindingFact, INTENDED, sanctionName } from './finding-facts.ts';

/** What the trail says of a violation and what followed: found, ordered, judged, decided, by when (第7条, 第8条). */
export const findingDetails = (fact: FindingFact): readonly string[] => {
  switch (fact.type) {
    case 'candidate-raised':
      return [
        CANDIDATE_KINDS[fact.kind],
        ...(fact.matters ? [month(fact.month), count(fact.matters)] : []),
        cited(fact),
      ];
    case 'evidence-added':
      return [count(fact.matters), cited(citing(clausesOfMatters(fact.matters)))];
    case 'finding-reassessed':
      return [
        ...(fact.month === undefined ? ['作業報告の訂正'] : [month(fact.month)]),
        ...(fact.gone.length > 0 ? [`該当しなくなったもの ${fact.gone.length}件`] : []),
        ...(fact.back.length > 0 ? [`再び該当するもの ${fact.back.length}件`] : []),
        ...(fact.stands ? [] : ['再照合の結果、該当なし']),
      ];
    case 'violation-found':
      return [cited(fact)];
    case 'order-issued':
      return [`命令書 ${fact.orderNo}`, ...dated('履行期限', fact.dueOn)];
    case 'due-extended':
      return [`通知書 ${fact.documentNo}`, ...dated('履行期限', fact.dueOn)];
    case 'statement-invited':
      return [
        `通知書 ${fact.documentNo}`,
        ...(fact.intended === undefined ? [] : [`予定する措置 ${INTENDED[fact.intended]}`]),
        ...dated('弁明の期限', fact.dueOn),
      ];
    case 'statement-made':
      return fact.closing ? ['以上で弁明を終える'] : [];
    case 'hearing-answered':
      return [
        fact.choice === 'confirmed' ? '記録のとおり' : '訂正',
        ...(fact.closing ? ['以上で弁明を終える'] : []),
      ];
    case 'order-withdrawn':
      return [`通知書 ${fact.documentNo}`];
    case 'compliance-judged':
      return [
        COMPLIANCE[fact.result],
        ...dated('新たな履行期限', fact.dueOn),
        ...dated('弁明の期限', fact.statementDueOn),
      ];
    case 'sanction-decided':
      return [
        sanctionName(fact.sanction, fact.only),
        ...dated('効力の生ずる日', fact.effectiveOn),
        ...dated('停止の最終日', fact.until),
      ];
    case 'lifting-declined':
      return dated('停止の最終日', fact.until);
    default:
      return [];
  }
};

const cited = (fact: Parameters<typeof clausesOf>[0]): string =>
  `第6条${clausesOf(fact)
    .map((clause) => `第${clause}号`)
    .join('、')}`;
