import { expect, it } from 'vitest';
import { brief } from './areas';

it('areas whose names begin alike stay apart where there is little room', () => {
	expect(['Kabupaten Lombok Timur', 'Kecamatan Bima', 'Kota Bima', 'Nusa Tenggara Barat', 'Kabupatenan'].map(brief)).toEqual(['Kab. Lombok Timur', 'Kec. Bima', 'Kota Bima', 'Nusa Tenggara Barat', 'Kabupatenan']);
});
