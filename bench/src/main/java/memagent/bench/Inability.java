package memagent.bench;

import java.util.List;

/** Whether a reply says that the agent cannot do something, in the languages of the tasks. */
final class Inability {
  private static final List<Words> SAID =
      List.of(
              "cannot",
              "can t",
              "can not",
              "unable",
              "not able",
              "don t have",
              "do not have",
              "have no",
              "not possible",
              "isn t possible",
              "no way to",
              "no tool",
              "not something i",
              "isn t something i",
              "couldn t",
              "beyond what i",
              "only keep",
              "only work with",
              "only manage",
              "kann nicht",
              "kann keine",
              "kann kein",
              "kann leider",
              "nicht moglich",
              "ich kann dir keine",
              "nicht in der lage",
              "ne peux pas",
              "peux pas",
              "ne sais pas",
              "pas en mesure",
              "impossible",
              "no puedo",
              "no tengo",
              "no me es posible",
              "non posso",
              "non sono in grado",
              "nao posso",
              "nao consigo",
              "nao tenho",
              "kan niet",
              "kan geen",
              "kan ik niet",
              "nie moge",
              "nie potrafie",
              "не могу",
              "не умею",
              "не можу",
              "невозможно",
              "无法",
              "不能",
              "不会",
              "没办法",
              "沒辦法",
              "無法",
              "できません",
              "できない",
              "できかねます",
              "수 없",
              "못 합니다",
              "못합니다",
              "لا أستطيع",
              "لا يمكنني",
              "لا أقدر",
              "नहीं",
              "לא יכול",
              "kan inte",
              "kan ikke",
              "en voi",
              "nu pot",
              "nem tudok",
              "δεν μπορώ",
              "yapamam",
              "yapamıyorum",
              "gönderemem",
              "gönderemiyorum",
              "edemem",
              "edemiyorum",
              "arayamam",
              "siwezi",
              "không thể",
              "tidak bisa",
              "tidak dapat")
          .stream()
          .map(Words::of)
          .toList();

  private Inability() {}

  static boolean isSaid(String reply) {
    Words words = Words.of(reply);
    if (SAID.stream().anyMatch(words::contains)) {
      return true;
    }
    List<String> list = words.list(); // "kann ... nicht": the verb and the negation stand apart
    return (list.contains("kann") || list.contains("kan"))
        && (list.contains("nicht") || list.contains("niet") || list.contains("keine"));
  }
}
