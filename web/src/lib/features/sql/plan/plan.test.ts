import { describe, expect, it } from 'vitest';
import { count, milliseconds, plansOf, readPlan, steps } from './plan';

const ANALYZED = `SortPreservingMergeExec: [count(*)@1 ASC NULLS LAST], fetch=3, metrics=[output_rows=3, elapsed_compute=9.30µs, output_bytes=55.0 B]
  AggregateExec: mode=Partial, gby=[code@0 as code], aggr=[count(Int64(1))], metrics=[output_rows=515, elapsed_compute=932.77µs, reduction_factor=0.61% (515/83.76 K)]
    HashJoinExec: mode=CollectLeft, join_type=Inner, on=[(code@0, regency_code@0)], metrics=[output_rows=83.76 K, elapsed_compute=1.11ms, avg_fanout=100% (83.76 K/83.76 K)]
      DataSourceExec: partitions=1, partition_sizes=[1], metrics=[]
      SpatialJoinExec: index=regencies, predicate=ST_Contains, metrics=[output_rows=0, elapsed_compute=1m 2.5s]
`;

describe('a plan', () => {
	it('is a tree of its steps', () => {
		const root = readPlan(ANALYZED);
		expect(root && steps(root).map((step) => [step.at, step.name, step.children.length])).toEqual([
			[0, 'SortPreservingMergeExec', 1],
			[1, 'AggregateExec', 1],
			[2, 'HashJoinExec', 2],
			[3, 'DataSourceExec', 0],
			[4, 'SpatialJoinExec', 0]
		]);
	});

	it('carries what was measured', () => {
		const [, aggregate, join, source, spatial] = steps(readPlan(ANALYZED) ?? expect.fail());
		expect(aggregate).toMatchObject({ detail: 'mode=Partial, gby=[code@0 as code], aggr=[count(Int64(1))]', rows: 515, rounded: false });
		expect(aggregate?.time).toBeCloseTo(0.93277);
		expect(aggregate?.metrics.at(-1)).toEqual({ name: 'reduction_factor', value: '0.61% (515/83.76 K)' });
		expect(join).toMatchObject({ rows: 83760, rounded: true, time: 1.11 });
		expect(source).toMatchObject({ detail: 'partitions=1, partition_sizes=[1]', metrics: [], time: null, rows: null });
		expect(spatial).toMatchObject({ rows: 0, time: 62_500 });
	});

	it('is read without measures, with names of several words and texts over several lines', () => {
		const root = readPlan("Inner Join: v.regency_code = r.code\n  Filter: v.name = Utf8(\"a\nb\")\n    TableScan: villages projection=[code]\n  EmptyRelation");
		expect(root).toMatchObject({ name: 'Inner Join', detail: 'v.regency_code = r.code', time: null });
		expect(root?.children.map((step) => [step.name, step.detail])).toEqual([
			['Filter', 'v.name = Utf8("a\nb")'],
			['EmptyRelation', '']
		]);
	});

	it('is no tree when it is a drawing', () => {
		expect(readPlan('┌──────┐\n│ Scan │\n└──────┘\n')).toBeNull();
		expect(readPlan('')).toBeNull();
		expect(readPlan('TableScan: a\nTableScan: b')).toBeNull();
	});
});

it('knows an answer that is a plan and passes over what changed nothing', () => {
	const columns = ['plan_type', 'plan'].map((name) => ({ name, type: 'text' }));
	const rows = [
		{ plan_type: 'logical_plan', plan: 'TableScan: villages' },
		{ plan_type: 'logical_plan after x', plan: 'SAME TEXT AS ABOVE' }
	];
	expect(plansOf(columns, rows)?.map((plan) => [plan.type, plan.root?.name])).toEqual([['logical_plan', 'TableScan']]);
	expect(plansOf([...columns].reverse(), rows)).toBeNull();
});

it('reads times and counts as the server writes them', () => {
	expect([milliseconds('280ns'), milliseconds('1.5s'), milliseconds('7.52ms'), milliseconds(null), milliseconds('x')]).toEqual([280e-6, 1500, 7.52, null, null]);
	expect([count('514'), count('1.2 M'), count('83.76 K'), count('x'), count(null)]).toEqual([514, 1_200_000, 83_760, null, null]);
});
