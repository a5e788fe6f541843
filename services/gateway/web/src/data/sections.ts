// The sections of NACE Rev. 2 in short.
import type { Language } from '../words/words.ts';

const labels: Record<Language, Record<string, string>> = {
  en: {
    A: 'Agriculture, forestry, fishing', B: 'Mining', C: 'Manufacturing', D: 'Energy supply', E: 'Water and waste', F: 'Construction', G: 'Trade', H: 'Transport and storage',
    I: 'Hotels and restaurants', J: 'Information and communication', K: 'Finance and insurance', L: 'Real estate', M: 'Professional services', N: 'Cleaning and support services',
    O: 'Public administration', P: 'Education', Q: 'Health and social work', R: 'Arts and leisure', S: 'Other services', T: 'Private households', U: 'International organisations',
  },
  da: {
    A: 'Landbrug, skovbrug og fiskeri', B: 'Råstofindvinding', C: 'Industri', D: 'Energiforsyning', E: 'Vand og renovation', F: 'Bygge og anlæg', G: 'Handel', H: 'Transport',
    I: 'Hoteller og restauranter', J: 'Information og kommunikation', K: 'Finansiering og forsikring', L: 'Ejendomshandel', M: 'Videnservice', N: 'Rengøring og operationel service',
    O: 'Offentlig administration', P: 'Undervisning', Q: 'Sundhed og socialvæsen', R: 'Kultur og fritid', S: 'Andre serviceydelser', T: 'Private husholdninger', U: 'Internationale organisationer',
  },
  sv: {
    A: 'Jordbruk, skogsbruk och fiske', B: 'Utvinning', C: 'Tillverkning', D: 'Energiförsörjning', E: 'Vatten och avfall', F: 'Byggverksamhet', G: 'Handel', H: 'Transport och magasinering',
    I: 'Hotell och restaurang', J: 'Information och kommunikation', K: 'Finans och försäkring', L: 'Fastighetsverksamhet', M: 'Kunskapsintensiva tjänster', N: 'Städning och stödtjänster',
    O: 'Offentlig förvaltning', P: 'Utbildning', Q: 'Vård och omsorg', R: 'Kultur och fritid', S: 'Annan serviceverksamhet', T: 'Hushåll', U: 'Internationella organisationer',
  },
  he: {
    A: 'חקלאות, ייעור ודיג', B: 'כרייה', C: 'תעשייה', D: 'אספקת אנרגיה', E: 'מים ופסולת', F: 'בינוי', G: 'מסחר', H: 'תחבורה ואחסנה',
    I: 'אירוח ואוכל', J: 'מידע ותקשורת', K: 'פיננסים וביטוח', L: 'נדל״ן', M: 'שירותים מקצועיים', N: 'ניקיון ושירותי תמיכה',
    O: 'מינהל ציבורי', P: 'חינוך', Q: 'בריאות ורווחה', R: 'תרבות ופנאי', S: 'שירותים אחרים', T: 'משקי בית', U: 'ארגונים בין־לאומיים',
  },
};

export function sectionsIn(language: Language): { code: string; label: string }[] {
  return Object.entries(labels[language]).map(([code, label]) => ({ code, label: `${code} ${label}` }));
}
