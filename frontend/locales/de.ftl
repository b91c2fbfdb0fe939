pages = Seiten
page-overview = Übersicht
page-rooms = Räume
page-alerts = Alarme
page-forecasts = Vorhersagen
page-devices = Geräte
page-system = System
page-settings = Einstellungen
skip = Zum Inhalt
language = Sprache
theme = Farben: { $name }
theme-auto = wie das System
theme-light = hell
theme-dark = dunkel
retry = Erneut versuchen

notices = Hinweise
banner-demo = Vorführung: Diese Räume sind aufgezeichnet oder simuliert, es sind nicht Ihre.
banner-open = Jede Person in diesem Netz kann hier lesen und schreiben.
banner-lost = Keine Verbindung: Was Sie sehen, ist von { $time }.
banner-unreachable = Der Server ist nicht erreichbar. Diese Seite versucht es weiter.

connection-connecting = Verbindet
connection-websocket = Live · WebSocket
connection-long_polling = Live · lange Abfrage
connection-polling = Abfrage alle 3 s
connection-offline = Getrennt seit { $time }
connection-stopped = Getrennt
detail-latency = Hin und zurück
detail-heard = Letzte Nachricht
detail-resumed = Zuletzt fortgesetzt
detail-frames = Empfangene Nachrichten
detail-point = Empfangen bis Nr.
detail-trying = Wird versucht
resumed-memory = nichts hat gefehlt
resumed-stream = nichts hat gefehlt
resumed-snapshot = alles neu geladen
resumed-reset = alles neu geladen
trying-stopped = nichts: hier getrennt
trying-refused = kein WebSocket: Der Server hat abgelehnt ({ $reason })
trying-told = WebSocket in { $span }, wie der Server verlangt ({ $reason })
trying-nothing = nichts, alles ist gut
trying-websocket = WebSocket, Versuch { $attempt }
trying-later = WebSocket in { $span }, Versuch { $attempt }
reconnect = Neu verbinden

headline-air = { $room } braucht Luft.
headline-now = { $quantity } liegt bei { $value }.
headline-forecast = { $quantity } liegt bei { $value } und erreicht nach der Vorhersage { $forecast } gegen { $time }.
headline-worst = { $room }: Luft { $level }.
headline-because = { $others ->
    [0] { $what } begrenzt den Wert.
    [one] { $what } begrenzt den Wert; ein weiterer Raum ist nicht gut.
   *[other] { $what } begrenzt den Wert; { $others } weitere Räume sind nicht gut.
  }
headline-good = Die Luft ist überall gut.
headline-some-silent = { $count ->
    [one] Ein Raum sendet nichts.
   *[other] { $count } Räume senden nichts.
  }
headline-silent = Im Augenblick ist kein Sensor zu hören.

level-excellent = Ausgezeichnet
level-good = Gut
level-fair = Mäßig
level-poor = Schlecht
level-severe = Sehr schlecht
level-offline = Getrennt
trend-improving = wird besser
trend-worsening = wird schlechter
trend-stable = gleich
tile-limited = Begrenzt durch { $what }
tile-nothing = Nichts zu verbessern
tile-unscored = Nichts Gemessenes hat eine Skala
tile-silent = Seit { $span } keine Werte, zuletzt { $time }
tile-never = Nie gehört
empty-title = Noch kein Raum
empty-how = Senden Sie einen ersten Messwert, dann erscheint sein Raum hier:

range = Zeitraum
range-live = Live
range-now = Jetzt
range-1h = 1 Std.
range-24h = 24 Std.
range-7d = 7 T.
range-30d = 30 T.
span = Von – bis
span-from = Von
span-to = Bis
span-show = Zeigen
span-wrong = Das Ende muss nach dem Anfang liegen.
quantity = Messgröße
chart = Diagramm
chart-title = { $quantity }, { $room }
chart-measured = Gemessen
chart-forecast = Vorhersage, { $share }-Band
chart-forecast-point = Vorhersage { $value } ({ $low } bis { $high })
chart-now = jetzt
chart-gap = keine Werte
chart-bands = Stufen:
chart-alert = Warnung von { $from } bis { $to }
chart-alert-open = Warnung seit { $from }
chart-keys = Die Pfeiltasten lesen die Werte.
chart-loading = Lädt …
chart-empty = In diesem Zeitraum wurde nichts gemessen.
chart-failed = Der Verlauf kann nicht geladen werden.
table-show = Als Tabelle zeigen
table-time = Zeit
table-forecast = Vorhersage
table-low = Unten
table-high = Oben

# Sites and their clocks, a screen on a wall, notices, print
theme-contrast = hoher Kontrast
times-in = Zeitzone: { $zone }
printed = Gedruckt { $time }
notices-ask = Bei Warnungen benachrichtigen
notices-wanted = Solange dieser Tab nicht zu sehen ist, werden neue Warnungen gemeldet.
notices-unwanted = Neue Warnungen können gemeldet werden, solange dieser Tab nicht zu sehen ist.
notices-denied = Dieser Browser lässt hier keine Benachrichtigungen zu; seine Einstellungen ändern das.
notices-insecure = Benachrichtigungen brauchen https oder diese Seite auf dem Rechner selbst (localhost).
notices-absent = Dieser Browser kennt keine Benachrichtigungen von Seiten.
site-all = Alle Standorte
room-outdoors = Draußen
score-occupied = Nur die Nutzungszeiten zählen: { $days }, { $start }–{ $end }.
score-unoccupied = In dieser Zeit wurde hier niemand erwartet ({ $days }, { $start }–{ $end }).
rooms-more = { $count ->
    [one] Ein weiterer Raum
   *[other] { $count } weitere Räume
  }

room-other = Anderer Raum
room-show = Stattdessen zeigen
room-open = Raum öffnen
room-unknown = Einen Raum { $room } gibt es nicht.
room-others = Diese gibt es:
compare = Vergleichen
compare-end = Nicht mehr mit { $room } vergleichen
download = CSV herunterladen
score-title = Warum diese Bewertung
score-how = Ein Raum ist so gut wie seine schlechteste Messgröße; jede beginnt mit 100 Punkten.
score-silent = Hier wird im Moment nichts gemessen.
score-value = Jetzt
score-level = Stufe
score-cost = Kostet
score-below = { $quantity } unter { $limit } wäre { $level }.
score-above = { $quantity } über { $limit } wäre { $level }.
score-day = Die letzten 24 Stunden

actions = Was jetzt zu tun ist
actions-none = Es ist nichts zu tun.
action-acknowledged = Zur Kenntnis genommen.
action-raised = Vorgeschlagen { $time }.
action-confidence = Sicherheit: { $share }.
done = Erledigt
acknowledge = Zur Kenntnis nehmen
snooze = Später
why = Warum?
feedback-failed = Das wurde nicht behalten: { $reason }
advice-open_window = Fenster öffnen: { $room }
advice-run_ventilation = Lüften, ohne das Fenster zu öffnen: { $room }
advice-reduce_people = Weniger Personen im Raum: { $room }
advice-close_window = Fenster geschlossen halten: { $room }
advice-run_purifier = Luftreiniger einschalten: { $room }
advice-stop_source = Quelle suchen und entfernen: { $room }
advice-dehumidify = Luftentfeuchter einschalten: { $room }
advice-humidify = Luft befeuchten: { $room }
advice-heat = Mehr heizen: { $room }
because-co2_forecast_above = { $quantity } liegt bei { $value } und erreicht nach der Vorhersage { $forecast } innerhalb von { $within_s }; die Grenze ist { $limit }.
because-co2_above = { $quantity } liegt bei { $value }, über der Grenze von { $limit }.
because-quantity_forecast_above = { $quantity } liegt bei { $value } und erreicht nach der Vorhersage { $forecast } innerhalb von { $within_s }; die Grenze ist { $limit }.
because-quantity_below = { $quantity } liegt bei { $value }, unter der Grenze von { $limit }.
because-quantity_forecast_below = { $quantity } liegt bei { $value } und sinkt nach der Vorhersage auf { $forecast } innerhalb von { $within_s }; die Grenze ist { $limit }.
expected = Erwartet: { $quantity } bei { $value } innerhalb von { $span }.
expected-band = Erwartet: { $quantity } bei { $value } innerhalb von etwa { $span } ({ $low } bis { $high }).
expected-limit = Die Grenze von { $limit } wird damit allein nicht erreicht.
basis-measured = Berechnet aus dem Luftwechsel, der hier gemessen wurde: { $rate } pro Stunde.
basis-estimate = Eine Schätzung: Der Luftwechsel wurde hier nicht gemessen.
note-outdoor_unknown = Die Außenluft wird nicht gemessen.
note-outdoor_dirtier = In der Außenluft ist mehr davon: { $what }.
note-outdoor_cleaner = In der Außenluft ist weniger davon: { $what }.
note-outdoor_drier = Die Außenluft ist trockener: { $water } Wasser pro Kubikmeter, hier sind es { $indoor }.
note-outdoor_damper = Die Außenluft ist nicht trockener: { $water } Wasser pro Kubikmeter, hier sind es { $indoor }.
note-outdoor_cooler = Draußen ist es kühler: { $outdoor }.
note-outdoor_warmer = Draußen ist es wärmer: { $outdoor }.
note-window_open = Das Fenster ist schon offen.
realised-title = Was daraus wurde
realised-in_band = { $room }: { $quantity } bei { $value } nach { $span }, wie versprochen.
realised-sooner = { $room }: { $quantity } bei { $value } nach { $span }, früher als versprochen.
realised-missed = { $room }: { $quantity } bei { $value } nach { $span }; versprochen war { $promised }.

alerts = Warnungen
alert-since = Seit { $time }.
alert-acknowledged = Zur Kenntnis genommen.
because-quantity_above = { $quantity } liegt bei { $value }, über { $limit }.
because-device_offline = { $device } schweigt seit { $last_seen_at }.
because-sensor_range = { $device } meldet { $value } für { $quantity }: So ist keine Luft. Ist der Sensor beschädigt?
because-sensor_stuck = { $quantity } von { $device } ist seit { $since_at } genau { $value }: Der Sensor scheint zu hängen. Starten Sie ihn neu.
because-sensor_spike = { $device } meldete einmal, um { $since_at }, { $value } für { $quantity }, anders als davor und danach.
because-sensor_step = { $quantity } von { $device } sprang um { $since_at } auf { $value } und blieb dort. Wurde der Sensor versetzt?
because-sensor_dropout = { $device } sendet seit { $since_at } kein { $quantity } mehr, alles andere schon.

place = Neue Geräte
place-how = Diese Sensoren sagen nicht, wo sie sind.
place-site = Standort
place-room = Raum
place-submit = Zuordnen
place-failed = Das Gerät konnte nicht zugeordnet werden: { $reason }

quantity-co2_ppm = CO₂
quantity-pm1_ugm3 = PM1
quantity-pm25_ugm3 = PM2,5
quantity-pm10_ugm3 = PM10
quantity-tvoc_ppb = VOC
quantity-tvoc_ugm3 = VOC
quantity-voc_index = VOC-Index
quantity-nox_index = NOx-Index
quantity-co_ppm = Kohlenmonoxid
quantity-no2_ppb = Stickstoffdioxid
quantity-o3_ppb = Ozon
quantity-hcho_ugm3 = Formaldehyd
quantity-radon_bqm3 = Radon
quantity-temperature_c = Temperatur
quantity-humidity_pct = Feuchte
quantity-pressure_hpa = Luftdruck
quantity-noise_dba = Lärm
quantity-light_lux = Licht
quantity-occupancy = Personen
short-co2_ppm = CO₂ ppm
short-pm1_ugm3 = PM1
short-pm25_ugm3 = PM2,5
short-pm10_ugm3 = PM10
short-tvoc_ppb = VOC ppb
short-tvoc_ugm3 = VOC µg
short-voc_index = VOC
short-nox_index = NOx
short-co_ppm = CO ppm
short-no2_ppb = NO₂ ppb
short-o3_ppb = O₃ ppb
short-hcho_ugm3 = HCHO
short-radon_bqm3 = Radon
short-temperature_c = °C
short-humidity_pct = % rF
short-pressure_hpa = hPa
short-noise_dba = dB(A)
short-light_lux = Lux
short-occupancy = Pers.

items-title = Alarme und Maßnahmen
items-waiting-count = { $count ->
    [0] Nichts wartet auf Sie.
    [one] Eine Sache wartet auf Sie.
   *[other] { $count } Dinge warten auf Sie.
  }
items-waiting = Zu tun
items-taken = Übernommen oder aufgeschoben
items-over = Vorbei
items-none = Nichts braucht Sie
items-none-now = Kein Alarm ist aktiv und nichts ist zu tun; auch in der letzten Stunde ging nichts zu Ende.
items-none-then = In diesem Zeitraum gab es weder Alarme noch Maßnahmen.
items-none-match = Nichts passt zu diesen Filtern
items-none-match-how = Wählen Sie einen längeren Zeitraum oder heben Sie die Filter auf.
items-failed = Was vorbei ist, kann nicht geladen werden. Diese Seite versucht es weiter.
items-cut = Es gibt mehr, als gezeigt werden kann: Wählen Sie einen Raum oder einen kürzeren Zeitraum.
items-more = Mehr anzeigen ({ $count })
filter-place = Wo
filter-everywhere = Überall
filter-kind = Was
filter-state = Zustand
filter-any = Alle
filter-clear = Filter aufheben
kind-alerts = Alarme
kind-actions = Maßnahmen
state-firing = Aktiv
state-proposed = Vorgeschlagen
state-acknowledged = Zur Kenntnis genommen
state-snoozed = Aufgeschoben
state-done = Erledigt
state-resolved = Behoben
state-expired = Abgelaufen
state-withdrawn = Zurückgezogen
item-ended = { $from } bis { $to }.
item-until = Aufgeschoben bis { $time }.
item-by = Von { $name }.
snooze-how-long = Wie lange aufschieben

quality-title = Güte der Vorhersagen
quality-day = Wie gut die Vorhersagen der letzten 24 Stunden waren.
quality-means = Was das heißt
device = Gerät
horizon = Wie weit vorhergesagt
quality-chart = { $quantity }: Vorhersage für in { $span }, und was kam
quality-off = Die Vorhersage für in { $span } lag im Mittel um { $mae } daneben; die Annahme, dass sich nichts ändert, um { $no_change }.
change-better = Das ist { $share } besser als die Annahme, dass sich nichts ändert.
change-same = Das ist etwa so gut wie die Annahme, dass sich nichts ändert.
change-worse = Das ist { $share } schlechter als die Annahme, dass sich nichts ändert.
band-kept = { $covered } des Gemessenen lag im Band, versprochen waren { $promised }.
band-narrow = Nur { $covered } des Gemessenen lag im Band, versprochen waren { $promised }: Es ist zu schmal.
band-wide = { $covered } des Gemessenen lag im Band, versprochen waren { $promised }: Es ist breiter als nötig.
quality-count = { $count ->
    [one] Das beruht auf einer Vorhersage.
   *[other] Das beruht auf { $count } Vorhersagen.
  }
quality-few = { $count ->
    [0] Noch wurde keine Vorhersage dieser Art fällig und verglichen: Über ihre Güte lässt sich nichts sagen.
    [one] Bisher wurde nur eine Vorhersage dieser Art verglichen: zu wenig, um über ihre Güte etwas zu sagen.
   *[other] Bisher wurden nur { $count } Vorhersagen dieser Art verglichen: zu wenig, um über ihre Güte etwas zu sagen.
  }
quality-line = Vorhersage { $span } davor, { $share }-Band
quality-none = Hier wurde am letzten Tag nichts vorhergesagt.
quality-failed = Die Vorhersagen können nicht geladen werden.
errors-title = Eingetretene Fehler, letzte 24 Stunden
errors-ahead = Voraus
errors-mae = Abweichung
errors-no-change = Abweichung ohne Änderung
errors-skill = Gewinn
errors-covered = Im Band
errors-count = Vorhersagen
errors-how = Abweichung: mittlerer absoluter Fehler. Gewinn: um wie viel er kleiner ist als bei „keine Änderung“; unter null ist er größer. Das Band verspricht { $share }.
models-title = Die Modelle, aus denen sie gemischt sind
models-how = Mittlerer absoluter Fehler, den jedes für { $quantity } gemacht hätte.
model = Modell
model-mix = Die Mischung, wie vorhergesagt
model-no_change = Keine Änderung
model-online-10 = Hier gelernte Regression, schwach regularisiert
model-online-100 = Hier gelernte Regression, stark regularisiert
model-trees = Mitgelieferte Bäume
model-local = An diesen Standort angepasste Bäume

edit = Bearbeiten
close = Schließen
save = Speichern
copy = Kopieren
search = Suchen
progress-saving = Wird gespeichert …
progress-saved = Gespeichert.
copy-command = Kopieren: { $name }
copy-copied = Kopiert
copy-selected = Markiert: mit Strg+C kopieren

devices-sentence = { $count ->
    [one] Ein Gerät: { $found }.
   *[other] { $count } Geräte: { $found }.
  }
devices-well = alles in Ordnung
devices-faulty = { $count } gestört
devices-silent = { $count } stumm
devices-unplaced = { $count } ohne Raum
devices-empty = Von noch keinem wurde gehört.
devices-none = Kein Gerät passt dazu.
devices-more = { $count ->
    [one] Noch eines zeigen
   *[other] Noch { $count } zeigen
  }
devices-failed = Die Liste der Geräte kann nicht geladen werden: { $reason }
filter = Welche Geräte
filter-all = Alle ({ $count })
filter-wanting = Zu prüfen ({ $count })
filter-retired = Stillgelegt ({ $count })
column-device = Gerät
column-room = Raum
column-heard = Zuletzt
column-interval = Abstand
column-latest = Letzte Werte
device-live = Live
device-silent = Stumm
device-faulty = Gestört
device-unplaced = Ohne Raum
device-nowhere = noch kein Raum
device-retired = Stillgelegt
device-never = Nie
device-name = Name
device-unplaced-how = Seine Messwerte sagen nicht, wo es ist. Geben Sie ihm einen Raum; was es vorher sandte, bleibt, wo es war.
device-placed-here = Auf dieser Seite { $room } zugeordnet. Zum Umziehen einen anderen Raum nennen; was gemessen wurde, bleibt, wo es war.
device-places-itself = Seine eigenen Messwerte sagen, dass es in { $room } ist: Ändern Sie das im Gerät.
device-retire = Stilllegen
device-retire-how = Seiten verbergen ein stillgelegtes Gerät; sein Verlauf bleibt.
device-return = Wieder aufnehmen
device-failed = Das wurde nicht gespeichert: { $reason }
device-conflict = Inzwischen hat jemand anderes dieses Gerät gespeichert. Was Sie eingaben, steht noch hier.
device-theirs = Deren Fassung: { $saved }.
device-save-mine = Meine speichern
device-take-theirs = Deren übernehmen
device-offset-wrong = Keine Zahl: { $quantity }
calibration = Kalibrierung
calibration-how = Wird von jetzt an zu jedem Messwert addiert. Der gesendete Wert wird daneben behalten.
calibration-sent = Gesendet
calibration-offset = Korrektur
calibration-shown = Behalten
calibration-of = Korrektur von { $quantity } in { $unit }
silences = Lücken der letzten 24 Stunden
silences-none = Keine.
silences-some = { $count ->
    [one] Eine Lücke, { $span }.
   *[other] { $count } Lücken, insgesamt { $span }.
  }
silence = { $from } – { $to }, { $span }

connect = Gerät anschließen
connect-how = Geben Sie eine Kennung ein und lassen Sie das Gerät oder diesen Rechner eines davon senden. Standort und Raum dürfen leer bleiben: Es kann später zugeordnet werden.
connect-id = Kennung des Geräts
connect-waiting = Wartet
connect-type = Geben Sie eine Kennung ein: Der erste Messwert wird hier gemeldet.
connect-until = Wartet auf den ersten Messwert von { $id } …
connect-taken = Es gibt schon ein { $id } ({ $room }). In einem anderen Raum ist dieselbe Kennung ein anderes Gerät.
connect-arrived = Der erste Messwert von { $id } ist da ({ $room }).
connect-closed = Bisher darf nur dieser Rechner selbst senden; IAQ_BIND und IAQ_OPEN lassen andere herein.
connect-silent = Nichts kommt an? Was abgelehnt wurde, und warum:

system-well = Alles funktioniert.
system-wrong = { $count ->
    [one] Eines ist nicht in Ordnung.
   *[other] { $count } Dinge sind nicht in Ordnung.
  }
system-old = Keine Antwort: Was Sie sehen, ist von { $time }.
problems = Was zu tun ist
urgency-severe = Jetzt
urgency-poor = Bald
urgency-fair = Hinweis
problem-away-nginx = An dieser Adresse antwortet niemand.
problem-away-gateway = Der Dienst gateway ist weg: Seiten sind nicht live.
problem-away-nats = Der Nachrichtenbus ist weg.
problem-away-ingest = Der Dienst ingest ist weg: Es kommen keine Messwerte herein.
problem-away-store = Der Dienst store ist weg: kein Verlauf, keine Exporte.
problem-away-predictor = Der Dienst predictor ist weg: keine neuen Vorhersagen, Maßnahmen und Warnungen.
problem-waiting = { $service } ist nicht bereit: { $reason }
problem-disk-full = Die Platte ist fast voll: Messwerte werden abgelehnt.
problem-disk-low = Die Platte füllt sich.
problem-bus-full = Der Strom ist voll: Messwerte werden abgelehnt.
problem-bus-filling = Der Strom füllt sich.
problem-behind = Der Dienst store gerät in Rückstand: Verläufe hinken nach, live ist in Ordnung.
problem-catching-up = Der Dienst store holt auf.
problem-backup-none = Es gibt noch keine Sicherung.
problem-backup-old = Die letzte Sicherung ist über eine Woche alt.
problem-lagging = Manche Browser bekommen nur das Neueste jedes Geräts.
problem-refused = Messwerte werden abgelehnt.
todo-away-nginx = Starten Sie es mit make up; diese Seite versucht es weiter. Warum es endete, steht in seiner Ausgabe.
todo-away-gateway = Geräte merken nichts. Er wird von selbst neu gestartet; bleibt er weg, sagen die letzten Zeilen von gateway.log, warum.
todo-away-nats = Geräte werden gebeten, noch einmal zu senden. Er wird von selbst neu gestartet; gelingt das nicht, sagt die letzte Zeile von nats.log, warum.
todo-away-ingest = HTTP-Geräte werden gebeten, noch einmal zu senden; was über NATS und MQTT kommt, wartet. Er wird von selbst neu gestartet; wenn nicht, sagt ingest.log, warum.
todo-away-store = Nichts geht verloren, Messwerte warten im Strom. Er wird von selbst neu gestartet; wenn nicht, sagt store.log, warum.
todo-away-predictor = Messwerte werden behalten und gezeigt. Er wird von selbst neu gestartet; wenn nicht, sagt predictor.log, warum.
todo-waiting = Ein Start dauert bis zu einer Minute. Hält es an, sagen die letzten Zeilen im Log des Dienstes, warum.
todo-disk-full = Schaffen Sie Platz oder verlegen Sie IAQ_DATA_DIR. Es geht von selbst weiter.
todo-disk-low = Schaffen Sie Platz: Unter 5 % werden Messwerte abgelehnt.
todo-bus-full = Der Dienst store ist im Rückstand oder seine Datenbank weg: Beheben Sie das (store.log), der Rest geht von selbst weiter. Nichts Angenommenes geht verloren.
todo-bus-filling = Die Datenbank ist im Rückstand oder zu langsam; der Dienst store schafft Platz, sobald er aufgeholt hat.
todo-behind = Wächst es weiter, ist die Platte zu langsam.
todo-catching-up = Nichts zu tun: Nach einem Ausfall ist das normal.
todo-backup-none = Machen Sie eine, während alles läuft: .venv/bin/iaqverse backup DATEI. InfluxDB hat eine eigene: influx backup.
todo-backup-old = Tragen Sie .venv/bin/iaqverse backup in cron ein.
todo-lagging = Hält es an, ist das Netz zu ihnen zu langsam oder dieser Rechner überlastet. Ihre Verläufe sind trotzdem vollständig.
todo-refused = Ein Gerät sendet Unmögliches. Der Grund: nats --context iaqverse sub 'iaq.rejected.>'
services = Dienste
column-service = Dienst
column-state = Zustand
column-replicas = Instanzen
state-up = Läuft
state-waiting = Nicht bereit
state-away = Weg
service-nats = trägt und behält jede Nachricht
service-ingest = nimmt Messwerte von Geräten an
service-store = behält den Verlauf
service-predictor = sagt vorher, rät, wacht
service-gateway = bedient Seiten und Werkzeuge
figure-bus = Strom belegt
figure-disk = Platte belegt
figure-store = Zu speichernde Nachrichten
figure-messages = Eingehende Nachrichten
figure-clients = Browser und Werkzeuge
figure-backup = Letzte Sicherung
figure-of = { $part } von { $whole }
figure-size = Datenbank: { $size }.
figure-devices = { $count ->
    [one] Ein Gerät; { $free } frei.
   *[other] { $count } Geräte; { $free } frei.
  }
figure-rate = { $rate }/s
figure-delivered = Ausgehend: { $rate }, { $bytes }/s.
figure-counting = Wird gezählt …
figure-sockets = { $sockets } WebSocket, { $polls } Long Polling; Gateways: { $gateways }.
figure-never = Nie
figure-backup-how = iaqverse backup DATEI
figure-unknown = Niemand zu fragen.

# The settings page
settings-intro = Gebäude, Räume und Grenzwerte gelten für alle; der letzte Abschnitt nur für diesen Browser.
settings-on-page = Auf dieser Seite
settings-building = Gebäude
settings-sites = Standorte und Räume
settings-limits = Grenzwerte
settings-limits-how = Ein Raum wird nach seinem Profil bewertet, sonst nach dem der Anlage.
settings-profile-shown = Ansehen
settings-profile-copy = In ein eigenes Profil kopieren
settings-profile-copy-of = Kopie von { $name }
settings-profile-remove = Dieses Profil löschen
settings-profile-read = Gelieferte Profile bleiben, wie sie sind; eine Kopie lässt sich ändern.
settings-source = Entnommen aus
settings-limits-change = Ändern
settings-limits-change-of = { $quantity } ändern
settings-limits-reset = Wie vorgegeben
settings-limits-reset-of = Wie vorgegeben: { $quantity }
settings-limit-upper = { $quantity }, { $level } bis
settings-limit-from = { $quantity }, { $level } ab
settings-limit-to = { $quantity }, { $level } bis
settings-wrong-rising = Jede Grenze muss über der vorigen liegen, die erste über 0.
settings-wrong-nested = Jedes Paar muss um das vorige liegen.
settings-browser = Dieser Browser
settings-browser-how = Sofort gemerkt, und nur hier.
settings-name = Name
settings-kind = Art
settings-order = Reihenfolge
settings-timezone = Zeitzone
settings-timezone-how = Leer: wie die Maschine des Systems.
settings-timezone-now = Dort ist es jetzt { $time }.
settings-null-timezone = die der Maschine
settings-no-rooms = Noch kein Raum. Fügen Sie unten einen hinzu, oder lassen Sie ein Gerät seinen ersten Messwert senden: Sein Raum erscheint hier von selbst.
settings-up = { $room } nach oben
settings-down = { $room } nach unten
settings-order-is = { $room } ist jetzt Nummer { $place } von { $count }.
settings-kind-room = Raum
settings-kind-classroom = Klassenzimmer
settings-kind-office = Büro
settings-kind-meeting_room = Besprechungsraum
settings-kind-living_room = Wohnzimmer
settings-kind-bedroom = Schlafzimmer
settings-kind-kitchen = Küche
settings-kind-bathroom = Bad
settings-kind-corridor = Flur
settings-kind-outdoor = Draußen
settings-profile = Grenzwerte
settings-null-profile = wie für die ganze Anlage
settings-profile-default = Grenzwerte der Anlage
settings-occupied = Wann Menschen da sind
settings-null-occupied = Immer
settings-occupied-hours = Zu diesen Zeiten
settings-days = Tage
settings-from = Von
settings-until = Bis (00:00: Mitternacht)
settings-plan = Platz auf dem Plan
settings-null-plan = von selbst angeordnet
settings-plan-here = Hier
settings-x_m = Von links, m
settings-y_m = Von oben, m
settings-width_m = Breite, m
settings-depth_m = Tiefe, m
settings-floor = Etage
settings-floor-of = Etage { $floor }
settings-plan-title = Plan
settings-plan-is = { $x } m von links, { $y } m von oben, { $width } × { $depth } m, Etage { $floor }
settings-plan-how = Ziehen Sie einen Raum, oder wählen Sie ihn und nehmen Sie die Pfeiltasten (je einen halben Meter); mit der Umschalttaste ändern sie seine Größe. Gestrichelte Räume ordnen sich von selbst an.
settings-modules = Ausstattung
settings-modules-none = Noch nichts.
settings-module-window = Fenster
settings-module-door = Tür
settings-module-ventilation = Lüftung
settings-module-radiator = Heizkörper
settings-module-purifier = Luftreiniger
settings-module-new = Hinzufügen
settings-add = Hinzufügen
settings-remove = Entfernen
settings-remove-of = { $name } entfernen
settings-room-new = Raum hinzufügen
settings-room-new-how = Für einen Raum, der noch kein Gerät hat, auch an einem anderen Standort. Er wird sofort gespeichert.
settings-room-remove = Diesen Raum entfernen
settings-room-remove-how = Er hat kein Gerät.
settings-theme = Farben
settings-units = Temperatur
settings-saving = Ungespeicherte Änderungen
settings-unsaved = { $count ->
    [one] Eine Änderung ist noch nicht gespeichert.
   *[other] { $count } Änderungen sind noch nicht gespeichert.
  }
settings-discard = Verwerfen
settings-joined = Gespeichert, zusammen mit dem, was jemand anderes inzwischen änderte.
settings-failed = Das wurde nicht gespeichert: { $reason }
settings-refused = { $count ->
    [one] Der Server lehnte etwas ab
   *[other] Der Server lehnte { $count } Dinge ab
  }
settings-disputed = Jemand anderes hat dasselbe geändert: Wählen Sie oben, dann speichern Sie.
settings-conflicts = Zwei haben dasselbe geändert
settings-conflicts-how = Nichts von Ihnen ist verloren. Wählen Sie, was bleiben soll, dann speichern Sie.
settings-mine = Meines behalten: { $value }
settings-theirs = Anderes nehmen: { $value }
settings-of = { $thing }: { $field }
settings-absent = entfernt
settings-present = vorhanden
settings-wrong = Etwas weiter oben lässt sich so nicht speichern.
settings-wrong-empty = Ein Name fehlt.
settings-wrong-days = Wählen Sie mindestens einen Tag.
settings-wrong-hours = Das Ende muss nach dem Beginn liegen.
settings-wrong-number = Eine Zahl von { $low } bis { $high }.
settings-wrong-whole = Eine ganze Zahl von { $low } bis { $high }.
