package memagent.vault;

import java.util.List;
import memagent.vault.SecretCorpus.LookAlike;
import memagent.vault.SecretCorpus.Secret;

/**
 * The part of the corpus that is written by hand: how people note such things, with no eye to what
 * the scanner can do. What it overlooks here is what it overlooks in life.
 */
final class SecretNotes {
  private static final String GIT = "gh" + "p_" + "Zk3wQ9rTb7LmXv2HsNc8YdPf5JgUa1Ee4RoW";
  private static final String AWS = "AK" + "IA" + "QZ7M4T2KXW5RLH3B";
  private static final String CLOUD = "wJ4" + "rXUtnFEMI/K7MDENG+bPxRfiCYzQ2kLt8vNsA";
  private static final String ANT =
      "sk" + "-ant-api03-" + "qV8t_Zk2Lm-9rTbXwHsNc7YdPf5JgUaEe4RoWk3Q9";

  private SecretNotes() {}

  private static Secret secret(SecretKind kind, String value, String note) {
    return new Secret(kind, "by hand", note, value);
  }

  static List<Secret> secrets() {
    return List.of(
        secret(SecretKind.API_KEY, GIT, "# Laptop\n\ngit push needs " + GIT + " since Tuesday\n"),
        secret(SecretKind.API_KEY, AWS, "## Backup\n- access " + AWS + "\n- bucket: photos-2031\n"),
        secret(SecretKind.API_KEY, CLOUD, "aws_secret_access_key = " + CLOUD + "\n"),
        secret(SecretKind.API_KEY, ANT, "ANTHROPIC_API_KEY=" + ANT + " in the .env of the bot\n"),
        secret(
            SecretKind.API_KEY,
            "7f3a9c21e5b84d06",
            "The weather station's key is 7f3a9c21e5b84d06, do not share\n"),
        secret(
            SecretKind.API_KEY,
            "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d",
            "- Heroku API key: 9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d\n"),
        secret(
            SecretKind.PASSWORD,
            "Tulpe&Rose7",
            "Omas Tablet: Passwort ist Tulpe&Rose7, groß geschrieben\n"),
        secret(SecretKind.PASSWORD, "kJ8!pq2Lx", "- bank login: user 4471, pw kJ8!pq2Lx\n"),
        secret(
            SecretKind.PASSWORD,
            "correct horse battery staple",
            "- vault passphrase: correct horse battery staple\n"),
        secret(
            SecretKind.PASSWORD,
            "Winter2031",
            "| site | user | password |\n|---|---|---|\n| shop | anna | Winter2031 |\n"),
        secret(SecretKind.PASSWORD, "swordfish", "- router admin password: swordfish\n"),
        secret(
            SecretKind.PASSWORD,
            "hunter22",
            "he changed the Netflix password to hunter22 yesterday\n"),
        secret(SecretKind.PASSWORD, "M1ramar#", "contraseña del banco = M1ramar#\n"),
        secret(SecretKind.PASSWORD, "лето2031", "- пароль от почты: лето2031\n"),
        secret(
            SecretKind.PASSWORD,
            "s3cr3t-Otter",
            "ssh anna@box, the password is \"s3cr3t-Otter\"\n"),
        secret(SecretKind.PASSWORD, "4821", "- Visa card PIN is 4821\n"),
        secret(SecretKind.PASSWORD, "7093", "EC-Karte PIN: 7093\n"),
        secret(SecretKind.PASSWORD, "Rb9$kkT2", "Login for the tax office: anna_b / Rb9$kkT2\n"),
        secret(SecretKind.PASSWORD, "pAss4db", "mysql://root:pAss4db@10.0.0.4/shop\n"),
        secret(
            SecretKind.CARD,
            "5105 1051 0510 5100",
            "Mastercard 5105 1051 0510 5100 exp 04/33 cvc on the back\n"),
        secret(SecretKind.CARD, "6011000990139424", "- discover: 6011000990139424\n"),
        secret(SecretKind.CARD, "3566 0020 2036 0505", "JCB from Tokyo: 3566 0020 2036 0505\n"),
        secret(SecretKind.CARD, "4222.2222.2222.2220", "card 4222.2222.2222.2220\n"),
        secret(SecretKind.CARD, "371449635398431", "amex=371449635398431\n"),
        secret(SecretKind.CARD, "30569309025904", "Diners 30569309025904\n"),
        secret(SecretKind.CARD, "737", "- card of the club, cvv: 737\n"),
        secret(
            SecretKind.IBAN,
            "DE89 3704 0044 0532 0130 00",
            "Miete an DE89 3704 0044 0532 0130 00, jeden Ersten\n"),
        secret(SecretKind.IBAN, "GB82WEST12345698765432", "iban: GB82WEST12345698765432\n"),
        secret(
            SecretKind.IBAN,
            "FR14 2004 1010 0505 0001 3M02 606",
            "Le compte FR14 2004 1010 0505 0001 3M02 606 est à Luc\n"),
        secret(SecretKind.IBAN, "nl91abna0417164300", "- account: nl91abna0417164300\n"),
        secret(SecretKind.NATIONAL_ID, "078-05-1120", "- social: 078-05-1120\n"),
        secret(SecretKind.NATIONAL_ID, "078051120", "Her SSN (078051120) is on the form\n"),
        secret(SecretKind.NATIONAL_ID, "AB 12 34 56 C", "NI number AB 12 34 56 C\n"),
        secret(SecretKind.NATIONAL_ID, "47 036 892 816", "- Steuer-IdNr.: 47 036 892 816\n"),
        secret(SecretKind.NATIONAL_ID, "12345678Z", "DNI de Lucía 12345678Z, caduca en 2033\n"),
        secret(SecretKind.NATIONAL_ID, "529.982.247-25", "o CPF dele é 529.982.247-25\n"),
        secret(SecretKind.NATIONAL_ID, "811228-9874", "Svens nummer 811228-9874\n"),
        secret(SecretKind.NATIONAL_ID, "C01X00T47", "- Personalausweis: C01X00T47\n"),
        secret(SecretKind.HEALTH_NUMBER, "943 476 5919", "NHS no. 943 476 5919, at the surgery\n"),
        secret(SecretKind.HEALTH_NUMBER, "A123456780", "Gesundheitskarte A123456780 (AOK)\n"),
        secret(SecretKind.HEALTH_NUMBER, "1EG4-TE5-MK73", "Dad's Medicare: 1EG4-TE5-MK73\n"),
        secret(
            SecretKind.HEALTH_NUMBER,
            "XQH-448812093",
            "- member id: XQH-448812093 (Blue Shield)\n"));
  }

  /**
   * Written after the first ones had been used to mend the scanner; only false alarms were mended
   * by these.
   */
  static List<Secret> laterSecrets() {
    return List.of(
        password("Nordlicht!88", "amazon: mail of Jo, Pw Nordlicht!88\n"),
        password(
            "Krokus-41", "| account | login | pw |\n|---|---|---|\n| bank | jo77 | Krokus-41 |\n"),
        password("Zebra!Streifen9", "Netflix - kim@post.example / Zebra!Streifen9\n"),
        password("Blaubeer_2030", "I reset the NAS password to Blaubeer_2030 last night\n"),
        password("T4nnenzapfen", "- master password = T4nnenzapfen\n"),
        password("9Eichhorn9", "Das neue Passwort vom Laptop lautet 9Eichhorn9\n"),
        password("Rivi3re!", "mot de passe banque : Rivi3re!\n"),
        password("Rex&Luna5", "- iCloud password hint: dog; password: Rex&Luna5\n"),
        password("raspb3rry", "sudo pw on the pi: raspb3rry\n"),
        password("5519", "PIN der Girokarte 5519\n"),
        secret(
            SecretKind.PRIVATE_KEY,
            "witch collapse practice feed shame open despair creek road again ice least",
            "seed phrase of the wallet: witch collapse practice feed shame open despair creek road again ice least\n"),
        password("Lind3nblatt", "tax portal password changed on 3 May, now Lind3nblatt\n"),
        secret(SecretKind.CARD, "4539 1488 0343 6467", "Visa 4539 1488 0343 6467 (08/34)\n"),
        secret(SecretKind.CARD, "4556737586899855", "- card for the trip: 4556737586899855\n"),
        secret(
            SecretKind.IBAN,
            "ES91 2100 0418 4502 0005 1332",
            "dues to ES91 2100 0418 4502 0005 1332 in March\n"),
        secret(SecretKind.HEALTH_NUMBER, "485 777 3457", "her NHS number: 485 777 3457\n"),
        secret(SecretKind.NATIONAL_ID, "44051401359", "- PESEL Jana: 44051401359\n"));
  }

  private static Secret password(String value, String note) {
    return secret(SecretKind.PASSWORD, value, note);
  }

  static List<LookAlike> laterLookAlikes() {
    return List.of(
            "The pw field of the form is broken again\n",
            "- pw: see KeePass\n",
            "| rule | password policy |\n|---|---|\n| length | 16chars |\n",
            "| name | password |\n|---|---|\n| bank | in KeePass |\n",
            "| site | password |\n|---|---|\n| forum | changed |\n",
            "We set the password to expire in 30 days\n",
            "changed the password to something longer\n",
            "he changed the password to 2FA only\n",
            "login: https://shop.example / account\n",
            "Account of the trip: hotel / breakfast\n",
            "- login for the kids: Mia / blue tablet\n",
            "passphrase: the first line of her favourite song\n",
            "passphrase: four words, no spaces\n",
            "- passphrase: ask Grandma about it\n",
            "Zugang zum Keller: links / Treppe\n",
            "- PW-Besuch am Montag\n",
            "PW 4 of the pregnancy diary\n",
            "password manager: moved to Bitwarden in 2031\n",
            "- password length: 16chars\n",
            "auf das Passwort auf dem Zettel achten\n",
            "Der Passwortwechsel wurde auf 90Tage gesetzt\n",
            "credentials: PhD / MSc2019\n",
            "Sign-in sheet: room / B12-East\n",
            "- power: 12 pW, gain 3x\n")
        .stream()
        .map(note -> new LookAlike("by hand", note))
        .toList();
  }

  static List<LookAlike> lookAlikes() {
    return List.of(
            "Order 4485-2210-9931-0076 arrives on Thursday\n",
            "- Payback: 3083 4271 5550 1193\n",
            "Library card 2 1200 00345 6789\n",
            "- frequent flyer: 992 2210 4471 033\n",
            "Gas meter 10023345, electricity 1EMH0012345678\n",
            "- Fahrgestellnummer: WBA3A5C51CF256651\n",
            "Heating oil 3,400 l at 0.9871 = 3,356.14\n",
            "- boiler: Vaillant VC 206/5-5, serial 21140200100123450006123456N7\n",
            "call 0800 330 1000 or +44 20 7946 0958\n",
            "Tel. Büro 040 3344 5566, privat 0176 5544 3322\n",
            "- fax: 1-212-555-0147\n",
            "zip 94103-1234, lot 4, block 12\n",
            "- GPS: 48.858370, 2.294481\n",
            "Pi to 30: 3.141592653589793238462643383279\n",
            "The code for the bins is Tuesday, the code for the gate blue\n",
            "my passport is in the drawer, the password book too\n",
            "- passport expires: 2033-05-12\n",
            "Passwords are in KeePass, the file on the stick\n",
            "new password: tomorrow with Tom\n",
            "he asked for the password and I said no\n",
            "- password reset: every 90 days\n",
            "The wifi at the cabin: SSID Fjord, password Troll2031!\n",
            "Wifi-Passwort für Gäste: Sommer-Haus-7\n",
            "key to the shed: under the pot\n",
            "- token: blue, from the fair 2019\n",
            "secret ingredient: nutmeg, 2 g\n",
            "The secret is 3 spoons of 1200 ml\n",
            "api of the library is down, ticket 88213-4410-221\n",
            "- commit: 3f2a9b17c0de4482af91b7d6e5c4a3b2f1e0d9c8\n",
            "- docker: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n",
            "uuid 550e8400-e29b-41d4-a716-446655440000 is the disk\n",
            "- licence: MIT-0, version 2.13.4-rc.1+build.20310504\n",
            "ISBN 978-3-16-148410-0 and 0-306-40615-2\n",
            "- EAN: 4006381333931\n",
            "- GTIN 04012345678901 on the box\n",
            "DHL 00340434161094042557, UPS 1Z999AA10123456784\n",
            "- Aktenzeichen: 12 C 3456/30\n",
            "- case: 2:31-cv-04512\n",
            "Flight LH 2034, seat 12A, ticket 220-2411987654\n",
            "- booking: XKJ4QP, reference 7731-2290-11\n",
            "- Kundennummer: 471108154711\n",
            "- Mitglied seit 2009, Nr. 00482213\n",
            "- plates: HH-AB 1234\n",
            "- invoice: 2031-000471 of 14.03.2031 over 1.234,50\n",
            "Spotify 11dFghVXANMlKmJXsNCbNl is the song\n",
            "https://maps.example.org/@53.5511,9.9937,15z?data=4012888888881881\n",
            "IMG_20310504_142233.jpg, 4032x3024, ISO 100, 1/250\n",
            "- MAC: a4:5e:60:c2:11:9f, IP 10.0.0.17\n",
            "Colours #1a2b3c, #4012888888881881 is not one\n",
            "2031-05-04 12:00:01,123 4455667788 INFO ok\n",
            "- blood: A+, ferritin 128, 2031-02-11, lab no. 20310211-118\n",
            "Insurance: Allianz, policy 80/1234567-8 for the car\n",
            "Medicare is a program; she turns 65 in 2034\n",
            "NHS waiting list: 18 weeks, call 111\n",
            "Ravensburger puzzle 5000 pieces 1600 x 1200 mm 4111 left\n",
            "Chess 1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 4. Ba4 Nf6 5. 0-0\n",
            "- lottery: 04 11 23 35 42 49 07\n",
            "Bread: 500 g flour, 350 ml water, 10 g salt, 24 h, 230 C\n",
            "Run 10.02 km in 52:13, 5:12/km, pulse 151\n",
            "- savings: 12,500.00 at 2.75 %, account at the Volksbank\n")
        .stream()
        .map(note -> new LookAlike("by hand", note))
        .toList();
  }
}
