import { describe, expect, it } from 'vitest';
import { areaStatement, childrenStatement, coverageStatement, designationsStatement, figuresStatement, officesStatement } from './statements';

describe('the statements of a profile', () => {
	it('ask for the area and those above it, by the tables of their levels', () => {
		expect(areaStatement('52.03.01.2001')).toContain("FROM villages\nWHERE code = '52.03.01.2001'");
		expect(areaStatement('52.03')).toContain('area_km2, population\nFROM regencies');
		expect(figuresStatement('52.03.01')).toContain("IN ('52', '52.03', '52.03.01')");
		expect(coverageStatement('52.03.01.2001').match(/FROM coverage_by_(province|regency|district)/g)).toHaveLength(3);
		expect(coverageStatement('52')).not.toContain('UNION');
	});
	it('never take an area for one whose code only begins alike', () => {
		expect(designationsStatement('52.03')).toContain("d.village_code = '52.03' OR starts_with(d.village_code, '52.03.')");
		expect(officesStatement('52.03')).toContain("area_code IN ('52', '52.03')");
	});
	it('list parts where there are any', () => {
		expect(childrenStatement('52')).toContain('FROM coverage_by_regency');
		expect(childrenStatement('52.03.01')).toContain("WHERE district_code = '52.03.01'");
		expect(childrenStatement('52.03.01.2001')).toBeNull();
	});
});
