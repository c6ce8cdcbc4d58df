//! Names as they are compared: case, accents and punctuation do not matter.

/// Lower case, Latin letters without accents, apostrophes dropped, other punctuation a space.
pub fn normalise(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        let plain = match letter {
            'à'..='å' | 'ā' => 'a',
            'è'..='ë' | 'ē' => 'e',
            'ì'..='ï' | 'ī' => 'i',
            'ò'..='ö' | 'ō' => 'o',
            'ù'..='ü' | 'ū' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            'ý' | 'ÿ' => 'y',
            '\'' | '’' | '‘' | '`' | '´' | '\u{2b9}'..='\u{2bf}' | '"' | '\u{300}'..='\u{36f}' =>
            {
                continue;
            }
            other if other.is_alphanumeric() => other,
            _ => ' ',
        };
        if plain != ' ' || !(result.is_empty() || result.ends_with(' ')) {
            result.push(plain);
        }
    }
    result.truncate(result.trim_end().len());
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_punctuation_do_not_matter() {
        assert_eq!(normalise("  Soka'an "), "sokaan");
        assert_eq!(normalise("Kab. KUPANG"), "kab kupang");
        assert_eq!(normalise("Désa-Ñandú"), "desa nandu");
        assert_eq!(normalise("Ma\u{2bb}rang"), "marang");
        assert_eq!(normalise("—"), "");
    }
}
