pages = Seiten
page-overview = Übersicht
page-rooms = Räume
page-alerts = Alarme
page-forecasts = Vorhersagen
skip = Zum Inhalt
language = Sprache
theme = Farben: { $name }
theme-auto = wie das System
theme-light = hell
theme-dark = dunkel
retry = Erneut versuchen
ago = vor { $span }

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
    [0] Nichts braucht Sie.
    [one] Eine Sache braucht Sie.
   *[other] { $count } Dinge brauchen Sie.
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
