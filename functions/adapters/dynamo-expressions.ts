import type { AttributeValue, QueryCommandInput, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { convertToAttr, marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Condition, Item, Key } from '../../core/store/ports.ts';
import type { CheckedQuery } from '../../core/store/store-query.ts';
import type { CheckedWrite } from '../../core/store/store-rules.ts';
import { TABLE } from '../../core/store/table.ts';

type Attributes = Record<string, AttributeValue>;

type Expression = {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Attributes;
};

export const itemOf = (attributes: Attributes): Item => {
  const { pk, sk, ...rest } = unmarshall(attributes);
  return { ...rest, pk, sk };
};

export const keyOf = ({ pk, sk }: Key): Attributes => marshall({ pk, sk });

const conditionOf = (when: Condition): Expression => {
  if ('absent' in when) return { ConditionExpression: `attribute_not_exists(${TABLE.partitionKey})` };
  const wanted = Object.entries('version' in when ? { version: when.version } : when.equals);
  return {
    ConditionExpression: wanted.map((_, n) => `#n${n} = :v${n}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(wanted.map(([name], n) => [`#n${n}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      wanted.map(([, value], n) => [`:v${n}`, convertToAttr(value)]),
    ),
  };
};

/** One write of a transaction; a condition that fails gives the row back. */
export const transactItem = (table: string, write: CheckedWrite): TransactWriteItem => {
  const common = { TableName: table, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  if (write.kind === 'check') {
    return { ConditionCheck: { ...common, Key: keyOf(write.key), ...conditionOf(write.when) } };
  }
  const condition = write.when && conditionOf(write.when);
  if (write.kind === 'delete') return { Delete: { ...common, Key: keyOf(write.key), ...condition } };
  return { Put: { ...common, Item: marshall(write.item, { removeUndefinedValues: true }), ...condition } };
};

const rangeTerm = ({ prefix, from, to }: CheckedQuery): string => {
  if (prefix !== undefined) return ' AND begins_with(#range, :prefix)';
  // DynamoDB takes one condition on the range: two bounds must be one BETWEEN.
  if (from !== undefined && to !== undefined) return ' AND #range BETWEEN :from AND :to';
  if (from !== undefined) return ' AND #range >= :from';
  return to === undefined ? '' : ' AND #range <= :to';
};

export const queryInput = (table: string, query: CheckedQuery): QueryCommandInput => {
  const { index, hashName, rangeName, hash, prefix, from, to, start } = query;
  const term = rangeTerm(query);
  return {
    TableName: table,
    IndexName: index,
    // An index cannot be read consistently.
    ConsistentRead: index === undefined,
    KeyConditionExpression: `#hash = :hash${term}`,
    ExpressionAttributeNames: { '#hash': hashName, ...(term !== '' && { '#range': rangeName }) },
    ExpressionAttributeValues: marshall(
      { ':hash': hash, ':prefix': prefix, ':from': from, ':to': to },
      { removeUndefinedValues: true },
    ),
    ScanIndexForward: !query.descending,
    ExclusiveStartKey:
      start && marshall({ [hashName]: hash, [rangeName]: start.range, pk: start.pk, sk: start.sk }),
  };
};
